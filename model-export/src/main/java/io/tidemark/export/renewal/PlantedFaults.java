package io.tidemark.export.renewal;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.evaluation.IncidentRecord;
import java.time.Instant;
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

  private static final int MOST_FAULTS = 9;

  /** Places of a key's events that are looked at, evenly spread. */
  private static final int PLACES = 40;

  /** Events before a fault that say how the reading usually deviates. */
  private static final int RECENT = 200;

  /** What becomes of the values of a tick so that a lifted value lifts the tick. */
  private static final Set<Aggregate> LIFTED =
      EnumSet.of(Aggregate.MEAN, Aggregate.MIN, Aggregate.MAX, Aggregate.LAST);

  private final DetectorDefinition definition;
  private final KnownIncidents known;
  private final JudgedModel serving;
  private final List<Fault> faults = new ArrayList<>();
  private final List<Observation> observations;

  private record Fault(String key, int feature, double lift, long from, long to) {
    boolean touches(Observation observation) {
      long time = observation.eventTimeMillis();
      return observation.key().equals(key) && time >= from && time < to;
    }
  }

  /**
   * Puts faults into a history, outside of known incidents and where the serving model is calm: a
   * model that has an incident open already cannot find another fault.
   *
   * @param history in the order of time
   * @param serving what the serving model says of the history
   */
  public PlantedFaults(
      DetectorDefinition definition,
      List<Observation> history,
      KnownIncidents known,
      JudgedModel serving) {
    this.definition = definition;
    this.known = known;
    this.serving = serving;
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

  /** Whether lifting the values of some reading lifts its ticks. */
  public static boolean possible(DetectorDefinition definition) {
    return definition.features().stream().anyMatch(one -> LIFTED.contains(one.aggregate()));
  }

  /** How many of them began an incident by a model, or brought one back, while they lasted. */
  public int found(JudgedModel model) {
    return (int)
        faults.stream()
            .filter(fault -> model.incidents().stream().anyMatch(one -> finds(one, fault)))
            .count();
  }

  private boolean finds(IncidentRecord incident, Fault fault) {
    Instant end = Instant.ofEpochMilli(fault.to()).plus(definition.window().tick());
    return incident.key().equals(fault.key())
        && incident.beginsWithin(Instant.ofEpochMilli(fault.from()), end);
  }

  /** As far apart as the places are, so that one fault is over before the next. */
  private void plant(List<Observation> key) {
    long length = 2L * definition.window().length() * definition.window().tick().toMillis();
    List<Integer> places = new ArrayList<>();
    for (int place = 1; place < PLACES; place++) {
      int index = place * key.size() / PLACES;
      Observation first = key.get(index);
      long from = first.eventTimeMillis() - length;
      long to = first.eventTimeMillis() + 2 * length;
      boolean last = !places.isEmpty() && first.eventTimeMillis() - time(key, places) < 4 * length;
      if (!last && serving.calm(first.key(), from, to) && !known.abnormal(first.key(), from, to)) {
        places.add(index);
      }
    }
    for (int i = 0; i < Math.min(MOST_FAULTS, places.size()); i++) {
      int index = places.get(i * places.size() / Math.min(MOST_FAULTS, places.size()));
      plant(key.subList(Math.max(0, index - RECENT), index), key.get(index), length);
    }
  }

  private static long time(List<Observation> key, List<Integer> places) {
    return key.get(places.get(places.size() - 1)).eventTimeMillis();
  }

  /** Of the readings in turn, the next one that moves. */
  private void plant(List<Observation> recent, Observation first, long length) {
    int features = definition.features().size();
    for (int i = 0; i < features; i++) {
      int feature = (faults.size() + i) % features;
      double usual = deviation(recent, feature);
      if (usual > 0) {
        double lift = LIFTS[faults.size() % LIFTS.length] * usual;
        long from = first.eventTimeMillis();
        faults.add(new Fault(first.key(), feature, lift, from, from + length));
        return;
      }
    }
  }

  /** 0 where lifting the reading's values would lift nothing, or the reading does not move. */
  private double deviation(List<Observation> recent, int feature) {
    if (!LIFTED.contains(definition.features().get(feature).aggregate())) {
      return 0;
    }
    double[] values =
        recent.stream()
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
