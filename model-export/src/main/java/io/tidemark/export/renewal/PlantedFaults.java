package io.tidemark.export.renewal;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.evaluation.IncidentRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A history with faults that were put into it, to see whether a model still finds faults where
 * nobody has said which incidents were real. A fault lifts one reading of a key for two windows'
 * length.
 */
public final class PlantedFaults {
  /**
   * By how many times the reading's usual deviation from its median it is lifted, in turn: from
   * what is hard to see to what is plain.
   */
  private static final double[] LIFTS = {3, 5, 8};

  private static final int MOST_KEYS = 50;

  /** Where faults begin, as shares of a key's events; the warm-up is over by then as a rule. */
  private static final double[] BEGIN = {0.55, 0.7, 0.85};

  /** What becomes of the values of a tick so that a lifted value lifts the tick. */
  private static final Set<Aggregate> LIFTED =
      EnumSet.of(Aggregate.MEAN, Aggregate.MIN, Aggregate.MAX, Aggregate.LAST);

  private final DetectorDefinition definition;
  private final KnownIncidents known;
  private final List<Fault> faults = new ArrayList<>();
  private final List<Observation> observations;

  private record Fault(String key, int feature, double lift, long from, long to) {
    boolean touches(Observation observation) {
      long time = observation.eventTimeMillis();
      return observation.key().equals(key) && time >= from && time < to;
    }
  }

  /**
   * Puts faults into a history, outside of known incidents.
   *
   * @param history in the order of time
   */
  public PlantedFaults(
      DetectorDefinition definition, List<Observation> history, KnownIncidents known) {
    this.definition = definition;
    this.known = known;
    Map<String, List<Observation>> byKey = new TreeMap<>();
    for (Observation observation : history) {
      byKey.computeIfAbsent(observation.key(), unseen -> new ArrayList<>()).add(observation);
    }
    byKey.values().stream().limit(MOST_KEYS).forEach(this::plant);
    observations = faults.isEmpty() ? history : lifted(history);
  }

  /** The history with the faults, in the order of time. */
  public List<Observation> observations() {
    return observations;
  }

  /** How many faults there are. */
  public int count() {
    return faults.size();
  }

  /** How many of them a model has opened an incident for while they lasted. */
  public int found(JudgedModel model) {
    return (int)
        faults.stream()
            .filter(fault -> model.incidents().stream().anyMatch(one -> finds(one, fault)))
            .count();
  }

  private boolean finds(IncidentRecord incident, Fault fault) {
    long opened = incident.openedAt().toEpochMilli();
    return incident.key().equals(fault.key())
        && opened > fault.from()
        && opened <= fault.to() + definition.window().tick().toMillis();
  }

  private void plant(List<Observation> key) {
    long length = 2L * definition.window().length() * definition.window().tick().toMillis();
    int features = definition.features().size();
    int next = faults.size();
    for (double share : BEGIN) {
      Observation first = key.get((int) (share * key.size()));
      long from = first.eventTimeMillis();
      Fault last = faults.isEmpty() ? null : faults.get(faults.size() - 1);
      boolean apart = last == null || !last.key().equals(first.key()) || last.to() + length <= from;
      if (!apart || known.abnormal(first.key(), from - length, from + 2 * length)) {
        continue;
      }
      for (int i = 0; i < features; i++) {
        int feature = (next + i) % features;
        double usual = deviation(key, feature);
        if (usual > 0) {
          double lift = LIFTS[faults.size() % LIFTS.length] * usual;
          faults.add(new Fault(first.key(), feature, lift, from, from + length));
          next = feature + 1;
          break;
        }
      }
    }
  }

  /** 0 where lifting the reading's values would lift nothing, or the reading never moves. */
  private double deviation(List<Observation> key, int feature) {
    if (!LIFTED.contains(definition.features().get(feature).aggregate())) {
      return 0;
    }
    double[] values =
        key.stream()
            .mapToDouble(observation -> observation.values()[feature])
            .filter(Double::isFinite)
            .toArray();
    double middle = median(values);
    return median(Arrays.stream(values).map(value -> Math.abs(value - middle)).toArray());
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }

  private List<Observation> lifted(List<Observation> history) {
    Map<String, List<Fault>> byKey = new HashMap<>();
    faults.forEach(
        fault -> byKey.computeIfAbsent(fault.key(), unseen -> new ArrayList<>()).add(fault));
    List<Observation> all = new ArrayList<>(history.size());
    for (Observation observation : history) {
      Observation now = observation;
      for (Fault fault : byKey.getOrDefault(observation.key(), List.of())) {
        if (fault.touches(observation)) {
          double[] values = now.values().clone();
          values[fault.feature()] += fault.lift();
          now =
              new Observation(
                  now.detector(),
                  now.key(),
                  now.eventTimeMicros(),
                  values,
                  now.tags(),
                  now.source());
        }
      }
      all.add(now);
    }
    return all;
  }
}
