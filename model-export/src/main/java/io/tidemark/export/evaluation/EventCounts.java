package io.tidemark.export.evaluation;

import java.util.List;

/**
 * Events and alarms of all keys together. Ratios are NaN where their base is 0.
 *
 * @param events labelled events
 * @param detected events in which an alarm began
 * @param falseAlarms episodes of false alarms
 * @param normalSeconds time of all keys outside events
 * @param medianDelay seconds from an event's start to its alarm, of the detected ones
 */
record EventCounts(
    int events, int detected, int falseAlarms, double normalSeconds, double medianDelay) {

  static EventCounts of(List<EventStatistics> keys) {
    return new EventCounts(
        keys.stream().mapToInt(EventStatistics::events).sum(),
        keys.stream().mapToInt(EventStatistics::detected).sum(),
        keys.stream().mapToInt(EventStatistics::falseAlarms).sum(),
        keys.stream().mapToDouble(EventStatistics::normalSeconds).sum(),
        EventStatistics.median(
            keys.stream()
                .flatMap(key -> key.delays().stream())
                .mapToDouble(delay -> delay)
                .toArray()));
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
