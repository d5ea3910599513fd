package io.tidemark.export.renewal;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.export.evaluation.IncidentRecords;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of a history by the line that the job runs.
 *
 * @param since end of the first window that was judged, by key, milliseconds since the epoch
 * @param judged windows outside of known incidents
 * @param anomalous ends of those that it called anomalous, by key, milliseconds since the epoch
 * @param incidents those that it opened
 * @param microsPerWindow what a window cost
 */
public record JudgedModel(
    Map<String, Long> since,
    long judged,
    Map<String, Set<Long>> anomalous,
    List<IncidentRecord> incidents,
    double microsPerWindow) {

  /**
   * Judges a history.
   *
   * @param model the model's file, whatever the definition names; null for none
   * @param observations in the order of time
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   */
  public static JudgedModel of(
      DetectorDefinition definition,
      @Nullable Path model,
      List<Observation> observations,
      KnownIncidents known) {
    DetectorDefinition judging =
        definition.withModel(
            model == null ? null : new ModelReference(model, definition.provider()));
    try (OpenModel opened = OpenModel.of(judging)) {
      Listener listener = new Listener(known);
      DetectorLine line =
          new DetectorLine(judging, key -> judging.baseline().warmup(), opened, listener);
      observations.forEach(line::add);
      line.finish();
      return new JudgedModel(
          listener.since,
          listener.judged,
          listener.anomalous,
          List.copyOf(listener.incidents.all()),
          listener.cost.getAsDouble());
    }
  }

  /** Windows outside of known incidents that it called normal. */
  long normal() {
    return judged - anomalous.values().stream().mapToLong(Set::size).sum();
  }

  /** Windows outside of known incidents that it called anomalous and the other did not. */
  long anomalousUnlike(JudgedModel other) {
    long count = 0;
    for (Map.Entry<String, Set<Long>> key : anomalous.entrySet()) {
      Set<Long> others = other.anomalous.getOrDefault(key.getKey(), Set.of());
      count += key.getValue().stream().filter(end -> !others.contains(end)).count();
    }
    return count;
  }

  /** Incidents that have nothing in common with a known one. */
  long incidentsOutside(KnownIncidents known) {
    return incidents.stream()
        .filter(
            incident ->
                !known.abnormal(
                    incident.key(), incident.openedAt().toEpochMilli() - 1, endMillis(incident)))
        .count();
  }

  /** Whether it reports something in the course of a known incident. */
  boolean finds(KnownIncident known) {
    return incidents.stream()
        .anyMatch(
            incident ->
                incident.key().equals(known.key())
                    && known.touches(incident.openedAt().toEpochMilli() - 1, endMillis(incident)));
  }

  /** Whether it judged a key and had no incident open, in all of a stretch of time. */
  boolean calm(String key, long fromMillis, long toMillis) {
    Long first = since.get(key);
    return first != null
        && first <= fromMillis
        && incidents.stream()
            .noneMatch(
                incident ->
                    incident.key().equals(key)
                        && incident.openedAt().toEpochMilli() <= toMillis
                        && endMillis(incident) >= fromMillis);
  }

  private static long endMillis(IncidentRecord incident) {
    return incident.resolvedAt() == null ? Long.MAX_VALUE : incident.resolvedAt().toEpochMilli();
  }

  private static final class Listener implements LineListener {
    private final KnownIncidents known;
    private final Map<String, Set<Long>> anomalous = new HashMap<>();
    private final IncidentRecords incidents = new IncidentRecords();
    private final Map<String, Long> since = new HashMap<>();
    private long judged;
    private DoubleSupplier cost = () -> 0;

    Listener(KnownIncidents known) {
      this.known = known;
    }

    @Override
    public void judged(Verdict verdict, LineModel model) {
      cost = model::microsPerWindow;
      Window window = verdict.scored().window();
      since.putIfAbsent(window.key(), window.endMillis());
      if (known.abnormal(window.key(), window.startMillis(), window.endMillis())) {
        return;
      }
      judged++;
      if (verdict.anomalous()) {
        anomalous.computeIfAbsent(window.key(), unseen -> new HashSet<>()).add(window.endMillis());
      }
    }

    @Override
    public void alert(AnomalyAlert alert) {
      incidents.add(alert);
    }
  }
}
