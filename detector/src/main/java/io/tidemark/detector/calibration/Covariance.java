package io.tidemark.detector.calibration;

import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** Sum of outer products of standardised vectors, and how many there were. */
final class Covariance {
  private final int length;
  private final double[] sums;
  private int count;

  Covariance(int length) {
    this.length = length;
    sums = new double[length * (length + 1) / 2];
  }

  void add(double[] vector) {
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
  float[] packed() {
    float[] packed = new float[sums.length];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (float) (sums[i] / Math.max(1, count));
    }
    return packed;
  }

  /**
   * Draws the mean towards the fleet's covariance, which weighs as much as {@code weight} vectors.
   *
   * @param fleet packed lower triangle; null for none
   */
  DMatrixRMaj drawnTowards(float @Nullable [] fleet, double weight) {
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
  static DMatrixRMaj of(float[] packed, int length) {
    return new Covariance(length).drawnTowards(packed, 1);
  }

  /** The unit matrix, packed. */
  static float[] ball(int length) {
    float[] packed = new float[length * (length + 1) / 2];
    for (int row = 0; row < length; row++) {
      packed[row * (row + 1) / 2 + row] = 1;
    }
    return packed;
  }
}
