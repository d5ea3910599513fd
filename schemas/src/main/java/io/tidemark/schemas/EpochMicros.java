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
    long seconds = time.getEpochSecond();
    long micros = time.getNano() / 1000;
    // The seconds of a time before 1970 are rounded down: alone they may be too few for a long.
    return seconds < 0 && micros > 0
        ? Math.addExact(Math.multiplyExact(seconds + 1, PER_SECOND), micros - PER_SECOND)
        : Math.addExact(Math.multiplyExact(seconds, PER_SECOND), micros);
  }

  public static Instant at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
