package io.tidemark.export.preview;

import io.tidemark.detector.line.LineListener;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The incidents that a line reports. */
final class IncidentLog implements LineListener {
  private static final Comparator<IncidentRecord> WORST_FIRST =
      Comparator.comparing(IncidentRecord::severity)
          .thenComparing(IncidentRecord::peakScore)
          .reversed()
          .thenComparing(IncidentRecord::openedAt)
          .thenComparing(IncidentRecord::key);

  private final Map<String, IncidentRecord> incidents = new LinkedHashMap<>();
  private final Map<AlertKind, Integer> sensorReports = new EnumMap<>(AlertKind.class);

  @Override
  public void alert(AnomalyAlert alert) {
    boolean opens = alert.getState() == AlertState.OPEN;
    if (alert.getKind() != AlertKind.ANOMALY) {
      if (opens) {
        sensorReports.merge(alert.getKind(), 1, Integer::sum);
      }
    } else if (opens) {
      incidents.put(alert.getAlertId(), IncidentRecord.opened(alert));
    } else {
      incidents.computeIfPresent(alert.getAlertId(), (id, incident) -> incident.after(alert));
    }
  }

  /** Anomalies, those of the highest severity first. */
  List<IncidentRecord> worstFirst() {
    return incidents.values().stream().sorted(WORST_FIRST).toList();
  }

  /** Reports about the sensors themselves, by kind. */
  Map<AlertKind, Integer> sensorReports() {
    return sensorReports;
  }
}
