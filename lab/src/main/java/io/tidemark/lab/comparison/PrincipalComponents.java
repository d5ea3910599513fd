package io.tidemark.lab.comparison;

import io.tidemark.export.window.WindowSet;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * What principal components of the last few ticks leave unexplained: the mean squared residual of a
 * projection that keeps 90 % of the variance of normal data (Jackson and Mudholkar 1979, the Q
 * statistic).
 */
final class PrincipalComponents implements Baseline {
  private static final int TICKS = 5;
  private static final double KEPT = 0.9;

  private final double[] mean;
  private final double[][] components;

  PrincipalComponents(WindowSet normal) {
    int length = Math.min(TICKS, normal.length()) * normal.features();
    mean = new double[length];
    for (float[] window : normal.values()) {
      for (int i = 0; i < length; i++) {
        mean[i] += window[window.length - length + i] / (double) normal.size();
      }
    }
    components = components(normal);
  }

  @Override
  public String name() {
    return "pca";
  }

  @Override
  public long parameters() {
    return (long) mean.length * (components.length + 1);
  }

  @Override
  public double score(String key, boolean learn, float[] values) {
    double[] centred = centred(values);
    double residual = 0;
    for (double value : centred) {
      residual += value * value;
    }
    for (double[] component : components) {
      double projection = 0;
      for (int i = 0; i < mean.length; i++) {
        projection += component[i] * centred[i];
      }
      residual -= projection * projection;
    }
    return Math.max(0, residual / mean.length);
  }

  private double[] centred(float[] window) {
    double[] centred = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      centred[i] = window[window.length - mean.length + i] - mean[i];
    }
    return centred;
  }

  private double[][] components(WindowSet normal) {
    double[][] covariance = new double[mean.length][mean.length];
    for (float[] window : normal.values()) {
      double[] x = centred(window);
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += x[i] * x[j] / normal.size();
          covariance[j][i] = covariance[i][j];
        }
      }
    }
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
    double[] variances = eigen.getRealEigenvalues();
    double total = 0;
    for (double variance : variances) {
      total += variance;
    }
    int count = 0;
    for (double explained = 0; count < variances.length && explained < KEPT * total; count++) {
      explained += variances[count];
    }
    double[][] kept = new double[count][];
    for (int i = 0; i < count; i++) {
      kept[i] = eigen.getEigenvector(i).toArray();
    }
    return kept;
  }
}
