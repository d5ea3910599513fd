package io.tidemark.export.evaluation;

import io.tidemark.detector.window.Unwatched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Alarms of one key against its events. An event is detected when an alarm begins in it: a detector
 * that is always on detects nothing, and an event that nobody watched is missed. Alarms outside
 * events, and the grace after them, are false; they are joined into episodes.
 *
 * @param events events of the key
 * @param detected events in which an alarm began
 * @param unwatched events without a verdict, by the reason
 * @param delays seconds from the start of each detected event to the first alarm that began in it
 * @param falseAlarms episodes of false alarms
 * @param normalSeconds time outside events and their grace
 */
record EventStatistics(
    int events,
    int detected,
    Map<Unwatched, Integer> unwatched,
    List<Double> delays,
    int falseAlarms,
    double normalSeconds) {

  /**
   * Counts.
   *
   * @param seconds time of each sample, ascending
   * @param alarms whether a sample is alarmed
   */
  static EventStatistics of(
      double[] seconds, List<LabelledEvent> events, boolean[] alarms, EventRules rules) {
    boolean[] near = new boolean[seconds.length];
    List<Double> delays = new ArrayList<>();
    Map<Unwatched, Integer> unwatched = new EnumMap<>(Unwatched.class);
    for (LabelledEvent event : events) {
      markNear(near, seconds, event, rules);
      event.delay(seconds, alarms).ifPresent(delays::add);
      if (event.reason() != null) {
        unwatched.merge(event.reason(), 1, Integer::sum);
      }
    }
    return new EventStatistics(
        events.size(),
        delays.size(),
        unwatched,
        List.copyOf(delays),
        falseAlarms(seconds, alarms, near, rules),
        normalSeconds(seconds, near));
  }

  private static void markNear(
      boolean[] near, double[] seconds, LabelledEvent event, EventRules rules) {
    double from = event.startSeconds();
    double to = event.endSeconds() + rules.grace().toMillis() / 1000.0;
    int found = Arrays.binarySearch(seconds, from);
    int first = found < 0 ? -found - 1 : found;
    while (first > 0 && seconds[first - 1] == from) {
      first--; // of equal times the search may find any
    }
    for (int i = first; i < near.length && seconds[i] <= to; i++) {
      near[i] = true;
    }
  }

  private static int falseAlarms(
      double[] seconds, boolean[] alarms, boolean[] near, EventRules rules) {
    double renotify = rules.renotify().toMillis() / 1000.0;
    int count = 0;
    int last = -1;
    double start = 0;
    boolean eventSince = false;
    for (int i = 0; i < alarms.length; i++) {
      eventSince |= near[i];
      if (!alarms[i] || near[i]) {
        continue;
      }
      boolean apart = last < 0 || i - last > rules.merge() + 1 || eventSince;
      if (apart || seconds[i] - start >= renotify) {
        count++;
        start = seconds[i];
      }
      last = i;
      eventSince = false;
    }
    return count;
  }

  /** Time of the samples outside events; a gap counts as at most ten steps. */
  static double normalSeconds(double[] seconds, boolean[] near) {
    double step = medianStep(seconds);
    double sum = 0;
    for (int i = 0; i < seconds.length; i++) {
      double length = i + 1 < seconds.length ? seconds[i + 1] - seconds[i] : step;
      sum += near[i] ? 0 : Math.min(length, 10 * step);
    }
    return sum;
  }

  private static double medianStep(double[] seconds) {
    if (seconds.length < 2) {
      return 1;
    }
    double[] steps = new double[seconds.length - 1];
    Arrays.setAll(steps, i -> seconds[i + 1] - seconds[i]);
    return median(steps);
  }

  /** Middle value, or the mean of the two in the middle; NaN where there is none. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
