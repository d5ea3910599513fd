package io.tidemark.export.proposal;

import io.tidemark.detector.tick.Observation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Observations by key, each key's in the order of their time. */
final class KeyedSeries {
  private final Map<String, List<Observation>> keys = new TreeMap<>();

  KeyedSeries(List<Observation> observations) {
    for (Observation observation : observations) {
      keys.computeIfAbsent(observation.key(), key -> new ArrayList<>()).add(observation);
    }
    keys.values().forEach(of -> of.sort(Comparator.comparingLong(Observation::eventTimeMicros)));
  }

  int size() {
    return keys.size();
  }

  Collection<List<Observation>> all() {
    return keys.values();
  }

  /** The values that a feature has of each key, in the order of time. */
  List<double[]> values(int feature) {
    List<double[]> values = new ArrayList<>();
    for (List<Observation> of : keys.values()) {
      values.add(
          of.stream()
              .mapToDouble(observation -> observation.values()[feature])
              .filter(value -> !Double.isNaN(value))
              .toArray());
    }
    return values;
  }

  /** Seconds between the moments at which a key has a value of a feature; -1 for any feature. */
  static List<Double> intervals(List<Observation> ofKey, int feature) {
    List<Double> intervals = new ArrayList<>();
    long last = Long.MIN_VALUE;
    for (Observation observation : ofKey) {
      long at = observation.eventTimeMicros();
      if (at != last && (feature < 0 || !Double.isNaN(observation.values()[feature]))) {
        if (last != Long.MIN_VALUE) {
          intervals.add((at - last) / 1e6);
        }
        last = at;
      }
    }
    return intervals;
  }

  /**
   * Whether events come by chance, as flows and requests do, rather than on a schedule: the
   * intervals of most keys vary about as much as their mean.
   */
  boolean isIrregular() {
    int irregular = 0;
    int known = 0;
    for (List<Observation> of : keys.values()) {
      double[] intervals = intervals(of, -1).stream().mapToDouble(Double::doubleValue).toArray();
      if (intervals.length >= 20) {
        known++;
        List<Double> sorted = intervals(of, -1);
        double middle = Statistics.median(sorted);
        double low = Statistics.quantile(sorted, 0.1);
        double high = Statistics.quantile(sorted, 0.9);
        irregular += high - low > 1.2 * middle && low < 0.6 * middle ? 1 : 0;
      }
    }
    return known > 0 && irregular * 2 > known;
  }
}
