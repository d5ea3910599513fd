package io.tidemark.console.signal;

/**
 * What a key's features read in a short time. NaN stands for what is not known.
 *
 * @param time of its last tick, event time, milliseconds since 1970
 * @param evidence the highest
 * @param threshold the last
 * @param values of each feature in turn, {@link #VALUES} of them; the array is not changed
 */
public record SignalBucket(long time, float evidence, float threshold, float[] values) {
  /** Values of a feature: last, lowest and highest observed, expected, ends of the normal range. */
  public static final int VALUES = 6;

  public static final int LAST = 0;
  public static final int LOWEST = 1;
  public static final int HIGHEST = 2;
  public static final int EXPECTED = 3;
  public static final int NORMAL_LOW = 4;
  public static final int NORMAL_HIGH = 5;

  /** Both as one. The same twice is the same. */
  SignalBucket with(SignalBucket other) {
    SignalBucket older = other.time < time ? other : this;
    SignalBucket newer = older == this ? other : this;
    float[] merged = new float[values.length];
    for (int i = 0; i < merged.length; i++) {
      float a = older.values[i];
      float b = newer.values[i];
      merged[i] =
          switch (i % VALUES) {
            case LOWEST -> known(Math.min(a, b), a, b);
            case HIGHEST -> known(Math.max(a, b), a, b);
            default -> Float.isNaN(b) ? a : b;
          };
    }
    return new SignalBucket(
        newer.time,
        known(Math.max(older.evidence, newer.evidence), older.evidence, newer.evidence),
        Float.isNaN(newer.threshold) ? older.threshold : newer.threshold,
        merged);
  }

  /** The one that is known where the other is not. */
  private static float known(float both, float a, float b) {
    if (!Float.isNaN(both)) {
      return both;
    }
    return Float.isNaN(a) ? b : a;
  }
}
