package io.tidemark.export.preview;

import io.tidemark.detector.line.LineListener;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.export.evaluation.IncidentRecords;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.Comparator;
import java.util.EnumMap;
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

  private final IncidentRecords incidents = new IncidentRecords();
  private final Map<AlertKind, Integer> sensorReports = new EnumMap<>(AlertKind.class);

  @Override
  public void alert(AnomalyAlert alert) {
    incidents.add(alert);
    if (alert.getKind() != AlertKind.ANOMALY && alert.getState() == AlertState.OPEN) {
      sensorReports.merge(alert.getKind(), 1, Integer::sum);
    }
  }

  /** Anomalies, those of the highest severity first. */
  List<IncidentRecord> worstFirst() {
    return incidents.all().stream().sorted(WORST_FIRST).toList();
  }

  /** Reports about the sensors themselves, by kind. */
  Map<AlertKind, Integer> sensorReports() {
    return sensorReports;
  }
}
