package io.tidemark.export.evaluation;

import java.util.Comparator;

/**
 * What a threshold would have done.
 *
 * @param threshold evidence that opens an incident
 * @param alerts alerts of all keys
 * @param alertsPerDay of all keys together, by their mean time
 * @param outcome alarms against events; without any where there is no file of them
 * @param raised judged incidents that it would have raised
 */
record TuningPoint(
    double threshold, int alerts, double alertsPerDay, EventCounts outcome, JudgedCounts raised) {

  /** The most events found for the fewest false alarms, then the fewest judged noise, last. */
  static final Comparator<TuningPoint> BY_EVENTS =
      Comparator.comparingDouble((TuningPoint point) -> zeroIfNone(point.outcome.f1()))
          .thenComparing(point -> -point.outcome.falseAlarms())
          .thenComparing(point -> -point.raised.noise())
          .thenComparing(point -> -zeroIfNone(point.outcome.medianDelay()));

  private static double zeroIfNone(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
