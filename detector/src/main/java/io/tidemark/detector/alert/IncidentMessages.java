package io.tidemark.detector.alert;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.SourceRange;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the messages about a key's incidents. */
final class IncidentMessages {
  private final DetectorDefinition definition;
  private final ModelIdentity model;
  private final List<String> names;

  /**
   * @param model which scores the windows
   */
  IncidentMessages(DetectorDefinition definition, ModelIdentity model) {
    this.definition = definition;
    this.model = model;
    names = definition.featureNames();
  }

  /** A message with a verdict, which the incident knows of. */
  AnomalyAlert of(IncidentState incident, AlertState state, Verdict verdict) {
    Window window = verdict.scored().window();
    return message(incident, state, definition.name(), window.key(), model)
        .setPValue(verdict.pValue())
        .setAutoencoderScore(verdict.autoencoder())
        .setCompanionScore(verdict.companion())
        .setFeatures(features(incident))
        .setImputedShare(window.imputedShare())
        .setSources(sources(window))
        .setPhase(window.phase() == Window.Phase.WARM_UP ? AlertPhase.WARM_UP : AlertPhase.LIVE)
        .setNote(raisedNote(incident))
        .build();
  }

  /** The last message of a key that is forgotten, by no model. */
  static AnomalyAlert forgotten(IncidentState incident, String detector, String key) {
    return message(incident, AlertState.RESOLVED, detector, key, PlainAlerts.NO_MODEL)
        .setScore(0)
        .setNote("The key has fallen silent, or its detector has changed or left: it is forgotten.")
        .build();
  }

  private static @Nullable String raisedNote(IncidentState incident) {
    return incident.raised == 1
        ? null
        : String.format(
            Locale.ROOT,
            "Feedback on earlier incidents raised the threshold from %.0f to %.0f.",
            incident.threshold / incident.raised,
            incident.threshold);
  }

  /** What explains the worst window, with how far each feature has been from normal. */
  private List<FeatureDeviation> features(IncidentState incident) {
    return incident.worst.features().stream()
        .map(
            feature ->
                FeatureDeviation.newBuilder(feature)
                    .setWorst(incident.extremes.of(names.indexOf(feature.getFeature())))
                    .build())
        .toList();
  }

  /** What is known of an incident without a window. */
  private static AnomalyAlert.Builder message(
      IncidentState incident, AlertState state, String detector, String key, ModelIdentity model) {
    return AnomalyAlert.newBuilder()
        .setAlertId(AlertId.of(AlertKind.ANOMALY, detector, key, incident.openedMillis))
        .setSequence(incident.sequence)
        .setState(state)
        .setDetector(detector)
        .setKey(key)
        .setSeverity(incident.severity)
        .setPreviousSeverity(incident.sequence == 0 ? null : incident.reported.severity())
        .setOpenedAt(Instant.ofEpochMilli(incident.openedMillis))
        .setUpdatedAt(Instant.ofEpochMilli(incident.endMillis))
        .setWindowStart(Instant.ofEpochMilli(incident.startMillis))
        .setWindowEnd(Instant.ofEpochMilli(incident.endMillis))
        .setScore(incident.score)
        .setPeakScore(incident.peakScore)
        .setThreshold(incident.threshold)
        .setPValue(1)
        .setFeatures(List.of())
        .setImputedShare(0)
        .setSources(List.of())
        .setModel(model)
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE);
  }

  private List<SourceRange> sources(Window window) {
    TopicSelection topics = definition.events().topics();
    return window.sources().stream()
        .map(
            range ->
                new SourceRange(
                    topics.labelled(range.topic()), range.partition(), range.first(), range.last()))
        .toList();
  }
}
