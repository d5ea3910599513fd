package io.tidemark.schemas;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as records hold them: microseconds since 1970. */
public final class EpochMicros {
  private static final long PER_SECOND = 1_000_000;

  private EpochMicros() {}

  /**
   * Of a time, rounded down. {@link ChronoUnit#between} overflows on Java 17 for times that are
   * more than 292 years from 1970, since it counts nanoseconds.
   *
   * @throws ArithmeticException if a long cannot hold it
   */
  public static long of(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), PER_SECOND), time.getNano() / 1000);
  }

  public static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
