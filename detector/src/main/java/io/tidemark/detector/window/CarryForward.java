package io.tidemark.detector.window;

/** Puts the last known values in the place of absent ones, for a while. */
final class CarryForward {
  private final int maxGap;

  /**
   * @param maxGap ticks for which a value may be carried
   */
  CarryForward(int maxGap) {
    this.maxGap = maxGap;
  }

  /**
   * Replaces absent values by the last ones known.
   *
   * @param values of a tick, {@code [F]}; NaN where there is none
   * @return how many were replaced, or -1 when one has none, or none young enough
   */
  int fill(KeyWindow state, float[] values) {
    int imputed = 0;
    boolean missing = false;
    for (int f = 0; f < values.length; f++) {
      if (Float.isNaN(values[f])) {
        int[] ages = ages(state);
        ages[f]++;
        missing |= Float.isNaN(state.carried[f]) || ages[f] > maxGap;
        values[f] = state.carried[f];
        imputed++;
      } else {
        state.carried[f] = values[f];
        if (state.carriedFor != null) {
          state.carriedFor[f] = 0;
        }
      }
    }
    if (imputed == 0) {
      state.carriedFor = null;
    }
    return missing ? -1 : imputed;
  }

  /** Lets no value that is known be carried any further. */
  void end(KeyWindow state) {
    int[] ages = ages(state);
    for (int f = 0; f < ages.length; f++) {
      ages[f] = Math.max(ages[f], maxGap);
    }
  }

  private static int[] ages(KeyWindow state) {
    int[] ages = state.carriedFor;
    if (ages == null) {
      ages = new int[state.carried.length];
      state.carriedFor = ages;
    }
    return ages;
  }
}
