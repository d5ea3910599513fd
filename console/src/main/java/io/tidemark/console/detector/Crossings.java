package io.tidemark.console.detector;

import io.tidemark.console.fleet.Reading;
import io.tidemark.schemas.Sensitivity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often the evidence of a detector's keys rose to the thresholds of the sensitivities.
 *
 * @param low to that of {@link Sensitivity#LOW}
 * @param normal to that of {@link Sensitivity#NORMAL}
 * @param high to that of {@link Sensitivity#HIGH}
 * @param own to the threshold that the key had
 * @param threshold the lowest that a key had
 * @param observed how long scores came, by event time
 * @param from end of the first window
 * @param to end of the last window
 */
public record Crossings(
    long low,
    long normal,
    long high,
    long own,
    double threshold,
    Duration observed,
    Instant from,
    Instant to) {

  /** Within a day, which scores fill from the first to the last. */
  public Crossings(
      long low, long normal, long high, long own, double threshold, Instant from, Instant to) {
    this(low, normal, high, own, threshold, Duration.between(from, to), from, to);
  }

  /**
   * What a score of a key that is judged adds.
   *
   * @param before the key's score before it; null where there is none
   */
  public static Crossings of(@Nullable Reading before, Reading now) {
    double was = before == null || before.isWarmingUp() ? 0 : before.score();
    double bar = before == null || before.isWarmingUp() ? now.threshold() : before.threshold();
    return new Crossings(
        rises(was, now.score(), Sensitivity.LOW.evidence()),
        rises(was, now.score(), Sensitivity.NORMAL.evidence()),
        rises(was, now.score(), Sensitivity.HIGH.evidence()),
        was < bar && now.score() >= now.threshold() ? 1 : 0,
        now.threshold(),
        now.windowEnd(),
        now.windowEnd());
  }

  private static long rises(double before, double now, double bar) {
    return before < bar && now >= bar ? 1 : 0;
  }

  /** Both, of the same day. */
  public Crossings and(Crossings other) {
    return new Crossings(
        low + other.low,
        normal + other.normal,
        high + other.high,
        own + other.own,
        Math.min(threshold, other.threshold),
        from.isBefore(other.from) ? from : other.from,
        to.isAfter(other.to) ? to : other.to);
  }

  /** Both, of days that follow each other. */
  public Crossings then(Crossings later) {
    return new Crossings(
        low + later.low,
        normal + later.normal,
        high + later.high,
        own + later.own,
        Math.min(threshold, later.threshold),
        observed.plus(later.observed),
        from,
        later.to);
  }

  /** Rises to the threshold of a sensitivity. */
  public long of(Sensitivity sensitivity) {
    return switch (sensitivity) {
      case LOW -> low;
      case NORMAL -> normal;
      case HIGH -> high;
    };
  }

  /**
   * How many incidents a sensitivity would have opened at most. While an incident is open its key
   * gathers no evidence, so that rises to a threshold above the key's own are not all seen; but
   * there are no more of them than rises to its own.
   */
  public long atMost(Sensitivity sensitivity) {
    return sensitivity.evidence() > threshold ? Math.max(of(sensitivity), own) : of(sensitivity);
  }
}
