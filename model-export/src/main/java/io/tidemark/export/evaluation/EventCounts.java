package io.tidemark.export.evaluation;

import io.tidemark.detector.window.Unwatched;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Events and alarms of all keys together. Ratios are NaN where their base is 0.
 *
 * @param events labelled events
 * @param detected events in which an alarm began
 * @param unwatched events without a verdict, by the reason
 * @param falseAlarms episodes of false alarms
 * @param normalSeconds time of all keys outside events
 * @param medianDelay seconds from an event's start to its alarm, of the detected ones
 */
record EventCounts(
    int events,
    int detected,
    Map<Unwatched, Integer> unwatched,
    int falseAlarms,
    double normalSeconds,
    double medianDelay) {

  static EventCounts of(List<EventStatistics> keys) {
    return new EventCounts(
        keys.stream().mapToInt(EventStatistics::events).sum(),
        keys.stream().mapToInt(EventStatistics::detected).sum(),
        unwatched(keys),
        keys.stream().mapToInt(EventStatistics::falseAlarms).sum(),
        keys.stream().mapToDouble(EventStatistics::normalSeconds).sum(),
        EventStatistics.median(
            keys.stream()
                .flatMap(key -> key.delays().stream())
                .mapToDouble(delay -> delay)
                .toArray()));
  }

  private static Map<Unwatched, Integer> unwatched(List<EventStatistics> keys) {
    Map<Unwatched, Integer> sum = new EnumMap<>(Unwatched.class);
    keys.forEach(key -> key.unwatched().forEach((why, n) -> sum.merge(why, n, Integer::sum)));
    return sum;
  }

  double recall() {
    return ratio(detected, events);
  }

  double precision() {
    return ratio(detected, detected + falseAlarms);
  }

  double f1() {
    return ratio(2.0 * detected, (double) events + detected + falseAlarms);
  }

  double falseAlarmsPerDay() {
    return ratio(86_400.0 * falseAlarms, normalSeconds);
  }

  private static double ratio(double part, double whole) {
    return whole > 0 ? part / whole : Double.NaN;
  }
}
