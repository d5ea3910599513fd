package io.tidemark.export.evaluation;

import io.tidemark.detector.window.Unwatched;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The ticks of a key that had input, in time order, to find labelled events among them. Its samples
 * are the ticks with a verdict.
 */
final class KeyTicks {
  private final List<Instant> times = new ArrayList<>();
  private final List<@Nullable Unwatched> reasons = new ArrayList<>();

  /** Samples before each tick. */
  private final List<Integer> samplesBefore = new ArrayList<>();

  private int samples;

  /**
   * Takes the next tick.
   *
   * @param reason why it has no verdict; null where it has one
   */
  void add(Instant time, @Nullable Unwatched reason) {
    times.add(time);
    reasons.add(reason);
    samplesBefore.add(samples);
    samples += reason == null ? 1 : 0;
  }

  /** The longest stretches of ticks that are labelled. */
  List<LabelledEvent> runs(boolean[] labels) {
    return Span.runs(labels).stream().map(run -> event(run.first(), run.last())).toList();
  }

  /**
   * The events that periods tell of, in the order of their starts. One without any tick is an event
   * that nobody watched.
   *
   * @param tick length of a tick
   */
  List<LabelledEvent> within(List<Period> periods, Duration tick) {
    List<LabelledEvent> events = new ArrayList<>();
    for (Period period : periods) {
      events.add(within(period, tick.toMillis()));
    }
    events.sort(Comparator.comparing(LabelledEvent::start));
    return events;
  }

  private LabelledEvent within(Period period, long tickMillis) {
    LabelledEvent event = event(i -> period.holds(times.get(i)));
    if (event == null) { // shorter than a tick
      event = event(i -> period.overlaps(times.get(i), tickMillis));
    }
    return event == null
        ? new LabelledEvent(period.start(), period.end(), null, 0, Map.of(), Unwatched.NO_EVENTS)
        : event;
  }

  private @Nullable LabelledEvent event(IntPredicate holds) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < times.size(); i++) {
      if (holds.test(i)) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    return first < 0 ? null : event(first, last);
  }

  private LabelledEvent event(int first, int last) {
    int from = samplesBefore.get(first);
    int to = samplesBefore.get(last) + (reasons.get(last) == null ? 1 : 0);
    Map<Unwatched, Integer> unwatched = new EnumMap<>(Unwatched.class);
    for (Unwatched reason : reasons.subList(first, last + 1)) {
      if (reason != null) {
        unwatched.merge(reason, 1, Integer::sum);
      }
    }
    return new LabelledEvent(
        times.get(first),
        times.get(last),
        to > from ? new Span(from, to - 1) : null,
        last - first + 1,
        unwatched,
        to > from ? null : mostFrequent(unwatched));
  }

  static Unwatched mostFrequent(Map<Unwatched, Integer> reasons) {
    return reasons.entrySet().stream()
        .max(Map.Entry.<Unwatched, Integer>comparingByValue())
        .orElseThrow()
        .getKey();
  }
}
