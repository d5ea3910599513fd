package io.tidemark.detector.model;

/** Sample quantiles, linear between order statistics (type 7 of Hyndman and Fan 1996). */
public final class Quantile {
  private Quantile() {}

  /**
   * @param sorted ascending
   * @param length how many of them count, at least 1
   */
  public static double ofSorted(double[] sorted, int length, double probability) {
    double position = probability * (length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
