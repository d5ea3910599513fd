package io.tidemark.detector.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which faults of the sensors themselves are reported, apart from anomalies; none by default.
 *
 * @param flatLine how long a reading that is not {@code still} may stay the same; null for ever
 * @param gap how long a key may be silent; null for ever
 * @param late whether it is reported that a key's events come after their tick is closed
 * @param clockAhead whether it is reported that a key's events come from the future
 * @param clockBehind whether it is reported that a key's events come from far in the past
 * @param missingReading whether it is reported that a reading has stopped coming
 */
public record Health(
    @Nullable Duration flatLine,
    @Nullable Duration gap,
    boolean late,
    boolean clockAhead,
    boolean clockBehind,
    boolean missingReading) {
  /** Nothing is reported. */
  public static final Health OFF = new Health(null, null, false, false, false, false);

  public Health {
    check("health.flatLine", flatLine);
    check("health.gap", gap);
  }

  private static void check(String field, @Nullable Duration value) {
    if (value != null) {
      Check.duration(field, value, Duration.ofMillis(1), Duration.ofDays(365));
    }
  }

  /** Whether anything is to be reported that events say by themselves. */
  public boolean watched() {
    return flatLine != null || gap != null || late || clockAhead || clockBehind;
  }
}
