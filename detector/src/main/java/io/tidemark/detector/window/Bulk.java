package io.tidemark.detector.window;

import java.util.Arrays;

/**
 * Where half of some values lie: the shortest interval that holds half of them (the shorth of
 * Andrews et al. 1972). Values outside of it cannot move it, whatever their size.
 *
 * @param centre of the interval
 * @param spread half its length, as standard deviations of a normal distribution
 * @param rounding a distance from the centre that may be none after a few operations
 */
record Bulk(double centre, double spread, double rounding) {
  /** Half the length of the interval in standard deviations of a normal distribution. */
  private static final double LENGTH = 0.6745;

  private static final int ROUNDINGS = 64;

  /**
   * @param values at least one, finite
   */
  static Bulk of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int size = sorted.length / 2 + 1;
    int from = 0;
    for (int i = 1; i + size <= sorted.length; i++) {
      if (sorted[i + size - 1] - sorted[i] < sorted[from + size - 1] - sorted[from]) {
        from = i;
      }
    }
    double low = sorted[from];
    double high = sorted[from + size - 1];
    double centre = low + (high - low) / 2;
    return new Bulk(centre, (high - low) / 2 / LENGTH, rounding(centre));
  }

  /** A distance from a value that may be none after a few operations; over 0. */
  static double rounding(double value) {
    return Double.isNaN(value)
        ? Float.MIN_NORMAL
        : Math.max(ROUNDINGS * Math.ulp(value), Float.MIN_NORMAL);
  }

  /** Whether nothing in it moved. */
  boolean still() {
    return spread <= rounding;
  }
}
