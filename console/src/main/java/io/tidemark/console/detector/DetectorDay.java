package io.tidemark.console.detector;

import java.time.Duration;
import java.time.Instant;

/**
 * A day of a detector, UTC.
 *
 * @param day days since 1970
 */
public record DetectorDay(String detector, long day) {
  /** The day in which a window of a detector ends. */
  public static DetectorDay of(String detector, Instant windowEnd) {
    return new DetectorDay(
        detector, Math.floorDiv(windowEnd.getEpochSecond(), Duration.ofDays(1).toSeconds()));
  }
}
