package io.tidemark.console.store;

import io.tidemark.console.detector.Crossings;
import io.tidemark.console.detector.DetectorDay;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept together or not at all.
 *
 * @param alerts in the order of their partitions
 * @param readings newest score of each key that had one
 * @param points scores of incidents
 * @param crossings how often evidence rose to thresholds, of the same scores
 * @param actions in the order of their partitions
 * @param positions how far Kafka was read when all of this had been
 */
public record Batch(
    List<AnomalyAlert> alerts,
    Map<KeyName, Reading> readings,
    List<ScorePoint> points,
    Map<DetectorDay, Crossings> crossings,
    List<IncidentAction> actions,
    List<Position> positions) {

  /** Without anything counted. */
  public Batch(
      List<AnomalyAlert> alerts,
      Map<KeyName, Reading> readings,
      List<ScorePoint> points,
      List<IncidentAction> actions,
      List<Position> positions) {
    this(alerts, readings, points, Map.of(), actions, positions);
  }

  /** How many alerts, readings, points and actions it has. */
  public int size() {
    return alerts.size() + readings.size() + points.size() + actions.size();
  }

  /** The same in two smaller batches, the positions with the second; for two entries or more. */
  public List<Batch> parts() {
    if (!actions.isEmpty()) {
      int half = actions.size() / 2;
      boolean alone = actions.size() == size();
      return alone
          ? List.of(
              acted(actions.subList(0, half), List.of()),
              acted(actions.subList(half, actions.size()), positions))
          : List.of(
              new Batch(alerts, readings, points, crossings, List.of(), List.of()),
              acted(actions, positions));
    }
    if (!alerts.isEmpty() && alerts.size() < size()) {
      return List.of(of(alerts, Map.of(), List.of()), with(List.of(), readings, points));
    }
    if (!readings.isEmpty() && !points.isEmpty()) {
      return List.of(of(List.of(), readings, List.of()), with(List.of(), Map.of(), points));
    }
    Map<KeyName, Reading> some = new HashMap<>();
    Map<KeyName, Reading> others = new HashMap<>();
    readings.forEach(
        (key, reading) -> (some.size() <= others.size() ? some : others).put(key, reading));
    return List.of(
        of(alerts.subList(0, alerts.size() / 2), some, points.subList(0, points.size() / 2)),
        with(
            alerts.subList(alerts.size() / 2, alerts.size()),
            others,
            points.subList(points.size() / 2, points.size())));
  }

  private static Batch acted(List<IncidentAction> actions, List<Position> positions) {
    return new Batch(List.of(), Map.of(), List.of(), actions, positions);
  }

  private static Batch of(
      List<AnomalyAlert> alerts, Map<KeyName, Reading> readings, List<ScorePoint> points) {
    return new Batch(alerts, readings, points, List.of(), List.of());
  }

  private Batch with(
      List<AnomalyAlert> alerts, Map<KeyName, Reading> readings, List<ScorePoint> points) {
    return new Batch(alerts, readings, points, crossings, List.of(), positions);
  }

  /** The positions alone. */
  public Batch withoutEntries() {
    return acted(List.of(), positions);
  }
}
