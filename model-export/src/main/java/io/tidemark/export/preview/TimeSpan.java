package io.tidemark.export.preview;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of event time.
 *
 * @param from its beginning
 * @param to its end, not before the beginning
 */
public record TimeSpan(Instant from, Instant to) {
  public TimeSpan {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("to: " + to + " is before from: " + from);
    }
  }

  static TimeSpan ofMillis(long from, long to) {
    return new TimeSpan(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
  }

  /** Its length. */
  public Duration length() {
    return Duration.between(from, to);
  }
}
