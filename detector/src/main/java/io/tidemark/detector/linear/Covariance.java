package io.tidemark.detector.linear;

import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** Sum of outer products of vectors, and how many there were. */
public final class Covariance {
  private final int length;
  private final double[] sums;
  private int count;

  /** Of none yet. */
  public Covariance(int length) {
    this.length = length;
    sums = new double[length * (length + 1) / 2];
  }

  /** Takes a vector; centred, where it is the covariance that is wanted. */
  public void add(double[] vector) {
    int at = 0;
    for (int row = 0; row < length; row++) {
      double value = vector[row];
      for (int column = 0; column <= row; column++) {
        sums[at++] += value * vector[column];
      }
    }
    count++;
  }

  /** Packed lower triangle of the mean. */
  public float[] packed() {
    float[] packed = new float[sums.length];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (float) (sums[i] / Math.max(1, count));
    }
    return packed;
  }

  /** The mean, {@code [N,N]}. */
  public DMatrixRMaj mean() {
    return drawnTowards(null, 0);
  }

  /**
   * Draws the mean towards the fleet's covariance, which weighs as much as {@code weight} vectors.
   *
   * @param fleet packed lower triangle; null for none
   */
  public DMatrixRMaj drawnTowards(float @Nullable [] fleet, double weight) {
    double total = count + (fleet == null ? 0 : weight);
    DMatrixRMaj matrix = new DMatrixRMaj(length, length);
    int at = 0;
    for (int row = 0; row < length; row++) {
      for (int column = 0; column <= row; column++) {
        double sum = sums[at] + (fleet == null ? 0 : weight * fleet[at]);
        matrix.set(row, column, sum / total);
        matrix.set(column, row, sum / total);
        at++;
      }
    }
    return matrix;
  }

  /** The fleet's covariance alone. */
  public static DMatrixRMaj of(float[] packed, int length) {
    return new Covariance(length).drawnTowards(packed, 1);
  }

  /** The unit matrix, packed. */
  public static float[] ball(int length) {
    float[] packed = new float[length * (length + 1) / 2];
    for (int row = 0; row < length; row++) {
      packed[row * (row + 1) / 2 + row] = 1;
    }
    return packed;
  }
}
