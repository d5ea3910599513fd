package io.tidemark.console.signal;

import java.time.Duration;

/** How much time a bucket takes, so that a day of every key has room. */
public final class BucketWidth {
  private static final long[] SECONDS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400
  };
  private static final Duration KEPT = Duration.ofDays(1);

  /** Bytes of a bucket without features: its time and its evidence, and its part of a row. */
  private static final int WITHOUT_FEATURES = 24;

  private BucketWidth() {}

  /** Most bytes that a bucket takes on disk. */
  public static int bytes(int features) {
    return WITHOUT_FEATURES + features * SignalBucket.VALUES * Float.BYTES;
  }

  /**
   * The width of buckets, a second or more.
   *
   * @param keys how many there are
   * @param bytes of a key's bucket, on average
   * @param room bytes for all of them
   */
  public static Duration of(int keys, double bytes, long room) {
    double needed = keys * bytes * KEPT.toSeconds() / room;
    for (long seconds : SECONDS) {
      if (seconds >= needed) {
        return Duration.ofSeconds(seconds);
      }
    }
    return KEPT;
  }
}
