package io.tidemark.detector.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is told of sensors that ail, apart from anomalies; nothing unless it is switched on.
 *
 * @param flatLine how long a reading that is not {@code still} may stay the same; null for ever
 * @param gap how long a key may be silent; null for ever
 * @param late whether it is told that a key's events come after their tick is closed
 * @param clockAhead whether it is told that a key's events come from the future
 */
public record Health(
    @Nullable Duration flatLine, @Nullable Duration gap, boolean late, boolean clockAhead) {
  /** Nothing is told. */
  public static final Health OFF = new Health(null, null, false, false);

  public Health {
    check("health.flatLine", flatLine);
    check("health.gap", gap);
  }

  private static void check(String field, @Nullable Duration value) {
    if (value != null) {
      Check.duration(field, value, Duration.ofMillis(1), Duration.ofDays(365));
    }
  }

  /** Whether anything is to be told. */
  public boolean watched() {
    return flatLine != null || gap != null || late || clockAhead;
  }
}
