package io.tidemark.detector.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which faults of the sensors themselves are reported, apart from anomalies.
 *
 * @param flatLine how long a reading that is not {@code still} may stay the same
 * @param gap how long a key may be silent
 * @param late when it is reported that a key's events come after their tick is closed
 * @param clockAhead whether it is reported that a key's events come from the future
 * @param clockBehind whether it is reported that a key's events come from far in the past
 * @param missingReading whether it is reported that a reading has stopped coming
 */
public record Health(
    Limit flatLine,
    Limit gap,
    Late late,
    boolean clockAhead,
    boolean clockBehind,
    boolean missingReading) {
  /** What each key's own warm-up says is reported; of clocks nothing. */
  public static final Health AUTO =
      new Health(Limit.LEARNED, Limit.LEARNED, Late.LEARNED, false, false, true);

  /** Nothing is reported. */
  public static final Health OFF =
      new Health(Limit.NONE, Limit.NONE, Late.NEVER, false, false, false);

  public Health {
    check("health.flatLine", flatLine);
    check("health.gap", gap);
  }

  private static void check(String field, Limit limit) {
    if (limit.longest() != null) {
      Check.duration(field, limit.longest(), Duration.ofMillis(1), Duration.ofDays(365));
    }
  }

  /** Whether anything is to be reported that events say by themselves. */
  public boolean watched() {
    return flatLine.watched() || gap.watched() || late != Late.NEVER || clockAhead || clockBehind;
  }

  /**
   * How long something may last.
   *
   * @param watched whether there is a limit
   * @param longest the limit; null where each key learns its own
   */
  public record Limit(boolean watched, @Nullable Duration longest) {
    /** Each key learns its own limit. */
    public static final Limit LEARNED = new Limit(true, null);

    /** It may last for ever. */
    public static final Limit NONE = new Limit(false, null);

    /** The same limit for all keys. */
    public static Limit of(Duration longest) {
      return new Limit(true, longest);
    }
  }

  /** When late events are reported. */
  public enum Late {
    /** When far more of a key's events are late than were in its warm-up. */
    LEARNED,

    /** When some are. */
    ALWAYS,

    NEVER
  }
}
