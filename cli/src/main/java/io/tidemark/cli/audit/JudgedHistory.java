package io.tidemark.cli.audit;

import io.tidemark.export.evaluation.JudgedIncident;
import io.tidemark.export.renewal.KnownIncident;
import io.tidemark.export.renewal.KnownIncidents;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The anomalies of a detector that people judged. Other kinds of incidents have no threshold that
 * could be tuned.
 *
 * @param incidents those whose alerts the topic still holds
 * @param forgotten how many were judged whose alerts it no longer holds
 */
public record JudgedHistory(List<JudgedIncident> incidents, int forgotten) {

  /** Reads it; topics that do not exist have nothing. */
  public static JudgedHistory read(PipelineConfig config, String detector, String feedbackTopic) {
    List<AnomalyAlert> alerts = TopicRecords.incidents(config, detector);
    alerts.removeIf(alert -> alert.getKind() != AlertKind.ANOMALY);
    return of(detector, alerts, TopicRecords.feedback(feedbackTopic, config.kafka().client()));
  }

  static JudgedHistory of(
      String detector, List<AnomalyAlert> alerts, List<AlertFeedback> feedback) {
    Set<String> judged = new HashSet<>();
    for (AlertFeedback said : feedback) {
      if (said.getWithdrawn()) {
        judged.remove(said.getAlertId());
      } else if (said.getDetector().equals(detector) && !said.getFeatures().isEmpty()) {
        judged.add(said.getAlertId()); // without features, it is of another kind
      }
    }
    List<JudgedIncident> incidents = new ArrayList<>();
    for (KnownIncident known : KnownIncidents.of(detector, alerts, feedback).all()) {
      judged.remove(known.alertId());
      if (known.feedback() != null) {
        incidents.add(new JudgedIncident(known.key(), known.from(), known.to(), known.real()));
      }
    }
    return new JudgedHistory(incidents, judged.size());
  }
}
