package io.tidemark.export.renewal;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model says of a history by the line that the job runs.
 *
 * @param judged windows outside of known incidents
 * @param anomalous ends of those that it called anomalous, by key, milliseconds since the epoch
 * @param incidents those that it opened
 * @param microsPerWindow what a window cost
 */
public record JudgedModel(
    long judged,
    Map<String, Set<Long>> anomalous,
    List<IncidentRecord> incidents,
    double microsPerWindow) {

  /**
   * Judges a history.
   *
   * @param model the model's file, whatever the definition names
   * @param observations in the order of time
   * @throws io.tidemark.detector.model.ModelException when the model is not admitted
   */
  public static JudgedModel of(
      DetectorDefinition definition,
      Path model,
      List<Observation> observations,
      KnownIncidents known) {
    DetectorDefinition judging =
        definition.withModel(new ModelReference(model, definition.provider()));
    try (OnnxModel opened = ModelAdmission.open(judging)) {
      Listener listener = new Listener(known);
      DetectorLine line = new DetectorLine(judging, opened, listener);
      observations.forEach(line::add);
      line.finish();
      return new JudgedModel(
          listener.judged,
          listener.anomalous,
          List.copyOf(listener.incidents.values()),
          opened.microsPerWindow());
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

  private static long endMillis(IncidentRecord incident) {
    return incident.resolvedAt() == null ? Long.MAX_VALUE : incident.resolvedAt().toEpochMilli();
  }

  private static final class Listener implements LineListener {
    private final KnownIncidents known;
    private final Map<String, Set<Long>> anomalous = new HashMap<>();
    private final Map<String, IncidentRecord> incidents = new LinkedHashMap<>();
    private long judged;

    Listener(KnownIncidents known) {
      this.known = known;
    }

    @Override
    public void judged(Verdict verdict, LineModel model) {
      Window window = verdict.scored().window();
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
      if (alert.getKind() != AlertKind.ANOMALY) {
        return;
      }
      if (alert.getState() == AlertState.OPEN) {
        incidents.put(alert.getAlertId(), IncidentRecord.opened(alert));
      } else {
        incidents.computeIfPresent(alert.getAlertId(), (id, incident) -> incident.after(alert));
      }
    }
  }
}
