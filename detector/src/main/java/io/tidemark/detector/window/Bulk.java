package io.tidemark.detector.window;

import java.util.Arrays;

/**
 * Where half of some values lie: the shortest interval that holds half of them (the shorth of
 * Andrews et al. 1972). Values outside of it cannot move it, whatever their size.
 *
 * @param centre of the interval
 * @param spread half its length, as standard deviations of a normal distribution
 * @param rounding a distance that float64 cannot tell from none after a few operations
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
    double rounding = Math.max(ROUNDINGS * Math.ulp(centre), Float.MIN_NORMAL);
    return new Bulk(centre, (high - low) / 2 / LENGTH, rounding);
  }

  /** Whether nothing in it moved. */
  boolean still() {
    return spread <= rounding;
  }
}
