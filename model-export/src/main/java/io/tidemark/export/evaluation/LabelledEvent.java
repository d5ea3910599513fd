package io.tidemark.export.evaluation;

import io.tidemark.detector.window.Unwatched;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A labelled event of a key, watched or not.
 *
 * @param start time of its first tick; of the labelled period where the key had no tick in it
 * @param end time of its last tick, inclusive; likewise
 * @param samples stretch of the key's samples in it; null where it has none
 * @param ticks ticks of the key in it that had input
 * @param unwatched how many of them have no verdict, by the reason
 * @param reason why none of it was watched; null where some was
 */
record LabelledEvent(
    Instant start,
    Instant end,
    @Nullable Span samples,
    int ticks,
    Map<Unwatched, Integer> unwatched,
    @Nullable Unwatched reason) {
  LabelledEvent {
    unwatched = Map.copyOf(unwatched);
    if ((samples == null) != (reason != null)) {
      throw new IllegalArgumentException("an event is watched, or there is a reason");
    }
  }

  /** A stretch of samples, all of them watched. */
  static LabelledEvent watched(Instant start, Instant end, Span samples) {
    return new LabelledEvent(
        start, end, samples, samples.last() - samples.first() + 1, Map.of(), null);
  }

  /** Ticks with a verdict. */
  int watchedTicks() {
    return ticks - unwatched.values().stream().mapToInt(n -> n).sum();
  }

  /**
   * All of its ticks.
   *
   * @param tick length of a tick
   */
  Period period(Duration tick) {
    return Period.ofTicks(start, end, tick.toMillis());
  }

  double startSeconds() {
    return seconds(start);
  }

  double endSeconds() {
    return seconds(end);
  }

  /**
   * Seconds from its start to the first alarm that began in it; empty where none did.
   *
   * @param seconds time of each sample of the key
   * @param alarms whether a sample is alarmed
   */
  OptionalDouble delay(double[] seconds, boolean[] alarms) {
    if (samples == null) {
      return OptionalDouble.empty();
    }
    for (int i = samples.first(); i <= samples.last(); i++) {
      if (alarms[i] && (i == 0 || !alarms[i - 1])) {
        return OptionalDouble.of(seconds[i] - startSeconds());
      }
    }
    return OptionalDouble.empty();
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }
}
