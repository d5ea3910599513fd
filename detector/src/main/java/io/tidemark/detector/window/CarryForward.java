package io.tidemark.detector.window;

/** Puts the last known values in the place of absent ones, for a while. */
final class CarryForward {
  private final int maxGap;
  private final double[] last;

  /**
   * @param maxGap ticks for which a value may be carried
   */
  CarryForward(int maxGap, int features) {
    this.maxGap = maxGap;
    last = new double[features];
  }

  /**
   * Replaces absent values by the last ones known, where there is one that is young enough.
   *
   * @param values of a tick, {@code [F]}; NaN where there is none
   * @return how many were absent
   */
  int fill(KeyWindow state, double[] values) {
    int absent = 0;
    for (int f = 0; f < values.length; f++) {
      if (Double.isNaN(values[f])) {
        if (absent++ == 0) {
          state.newest(last);
        }
        int[] ages = ages(state);
        ages[f] = Math.min(ages[f] + 1, maxGap + 1);
        values[f] = ages[f] > maxGap ? Double.NaN : last[f];
      } else if (state.carriedFor != null) {
        state.carriedFor[f] = 0;
      }
    }
    if (absent == 0) {
      state.carriedFor = null;
    }
    return absent;
  }

  private static int[] ages(KeyWindow state) {
    int[] ages = state.carriedFor;
    if (ages == null) {
      ages = new int[state.layout.features()];
      state.carriedFor = ages;
    }
    return ages;
  }
}
