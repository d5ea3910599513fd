package io.tidemark.export.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Alarms of one key against its events. An event is detected when an alarm begins in it: a detector
 * that is always on detects nothing. Alarms outside events, and the grace after them, are false;
 * they are joined into episodes.
 *
 * @param events events of the key
 * @param detected events in which an alarm began
 * @param delays seconds from the start of each detected event to the first alarm that began in it
 * @param falseAlarms episodes of false alarms
 * @param normalSeconds time outside events and their grace
 */
record EventStatistics(
    int events, int detected, List<Double> delays, int falseAlarms, double normalSeconds) {

  /**
   * Counts.
   *
   * @param seconds time of each sample, ascending; at least one
   * @param events stretches of samples
   * @param alarms whether a sample is alarmed
   */
  static EventStatistics of(
      double[] seconds, List<Span> events, boolean[] alarms, EventRules rules) {
    boolean[] near = new boolean[seconds.length];
    List<Double> delays = new ArrayList<>();
    for (Span event : events) {
      markNear(near, seconds, event, rules);
      int onset = firstOnset(alarms, event);
      if (onset >= 0) {
        delays.add(seconds[onset] - seconds[event.first()]);
      }
    }
    return new EventStatistics(
        events.size(),
        delays.size(),
        List.copyOf(delays),
        falseAlarms(seconds, alarms, near, rules),
        normalSeconds(seconds, near));
  }

  private static void markNear(boolean[] near, double[] seconds, Span event, EventRules rules) {
    double from = seconds[event.first()];
    double to = seconds[event.last()] + rules.grace().toMillis() / 1000.0;
    for (int i = 0; i < near.length; i++) {
      near[i] |= seconds[i] >= from && seconds[i] <= to;
    }
  }

  private static int firstOnset(boolean[] alarms, Span event) {
    for (int i = event.first(); i <= event.last(); i++) {
      if (alarms[i] && (i == 0 || !alarms[i - 1])) {
        return i;
      }
    }
    return -1;
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
