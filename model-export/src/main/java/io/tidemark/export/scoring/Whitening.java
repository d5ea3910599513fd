package io.tidemark.export.scoring;

import io.tidemark.export.window.WindowSet;
import java.util.Arrays;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Turns error vectors into uncorrelated ones of unit variance, {@code z = (e - mean) D^-1 C^-1/2},
 * with D the standard deviations and C the shrunk correlations of errors on normal data. The sum of
 * {@code z^2} is the squared Mahalanobis distance that EncDec-AD scores by (Malhotra et al. 2016,
 * section 2.2); with the symmetric root, {@code z_f^2} is the part of feature f in it, never
 * negative (cor-max transformation of Garthwaite and Koch 2016, "Evaluating the contributions of
 * individual variables to a quadratic form").
 *
 * @param mean of the errors, {@code [F]}
 * @param matrix {@code D^-1 C^-1/2}, {@code [F,F]} row-major
 */
public record Whitening(float[] mean, float[] matrix) {
  /** A feature that is reconstructed far better than the others must not rule the distance. */
  private static final double SCALE_FLOOR = 0.05;

  private static final double SMALLEST_EIGENVALUE = 1e-6;
  private static final int ENOUGH_WINDOWS = 2000;

  /**
   * Learns from normal windows.
   *
   * @param scaled windows as the network gets them
   * @param reconstructed what it makes of them
   */
  public static Whitening fit(WindowSet scaled, WindowSet reconstructed) {
    int features = scaled.features();
    double[][] errors = errors(scaled, reconstructed);
    double[] mean = new double[features];
    for (double[] error : errors) {
      for (int f = 0; f < features; f++) {
        mean[f] += error[f] / errors.length;
      }
    }
    double[] scale = scales(errors, mean);
    for (double[] error : errors) {
      for (int f = 0; f < features; f++) {
        error[f] = (error[f] - mean[f]) / scale[f];
      }
    }
    RealMatrix root = inverseRoot(ShrunkCovariance.of(errors, errors.length / scaled.length()));
    float[] matrix = new float[features * features];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        matrix[i * features + j] = (float) (root.getEntry(i, j) / scale[i]);
      }
    }
    return new Whitening(floats(mean), matrix);
  }

  /** The whitened error of a tick. */
  public double[] apply(double[] error) {
    double[] white = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        white[j] += (error[i] - mean[i]) * matrix[i * mean.length + j];
      }
    }
    return white;
  }

  private static double[][] errors(WindowSet scaled, WindowSet reconstructed) {
    int features = scaled.features();
    int windows = Math.min(scaled.size(), ENOUGH_WINDOWS);
    double[][] errors = new double[windows * scaled.length()][features];
    for (int i = 0; i < windows; i++) {
      int evenly = (int) ((long) i * scaled.size() / windows);
      float[] window = scaled.values().get(evenly);
      float[] found = reconstructed.values().get(evenly);
      for (int j = 0; j < window.length; j++) {
        errors[i * scaled.length() + j / features][j % features] = window[j] - found[j];
      }
    }
    return errors;
  }

  private static double[] scales(double[][] errors, double[] mean) {
    double[] scale = new double[mean.length];
    for (int f = 0; f < mean.length; f++) {
      double squares = 0;
      for (double[] error : errors) {
        squares += (error[f] - mean[f]) * (error[f] - mean[f]);
      }
      scale[f] = Math.sqrt(squares / errors.length);
    }
    double floor = SCALE_FLOOR * Arrays.stream(scale).average().orElse(1) + 1e-6;
    for (int f = 0; f < mean.length; f++) {
      scale[f] = Math.hypot(scale[f], floor);
    }
    return scale;
  }

  private static RealMatrix inverseRoot(double[][] covariance) {
    EigenDecomposition eigen = new EigenDecomposition(MatrixUtils.createRealMatrix(covariance));
    double[] values = eigen.getRealEigenvalues();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 / Math.sqrt(Math.max(values[i], SMALLEST_EIGENVALUE));
    }
    RealMatrix vectors = eigen.getV();
    return vectors.multiply(MatrixUtils.createRealDiagonalMatrix(values)).multiply(eigen.getVT());
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
