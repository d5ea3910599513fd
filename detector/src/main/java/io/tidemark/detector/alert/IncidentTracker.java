package io.tidemark.detector.alert;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.SourceRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes incidents of verdicts: opens one after so many anomalous windows in a row, updates it while
 * it lasts, resolves it after so many normal ones. The state of a key is an {@link Incident} that
 * the host keeps. Without a clock and without chance: the same verdicts give the same messages with
 * the same ids.
 */
public final class IncidentTracker {
  private final DetectorDefinition definition;
  private final AlertPolicy policy;
  private final ModelIdentity model;

  public IncidentTracker(DetectorDefinition definition, OnnxModel model) {
    this.definition = definition;
    this.policy = definition.alerts();
    this.model =
        ModelIdentity.newBuilder()
            .setName(model.metadata().name())
            .setVersion(model.metadata().version())
            .setDigest(model.digest())
            .setProvider(model.provider().provider().name())
            .build();
  }

  /** Takes the key's next verdict, in event-time order; the message it calls for, or null. */
  public @Nullable AnomalyAlert track(Incident incident, Verdict verdict) {
    incident.anomalousInRow = verdict.anomalous() ? incident.anomalousInRow + 1 : 0;
    incident.normalInRow = verdict.anomalous() ? 0 : incident.normalInRow + 1;
    if (!incident.open) {
      return incident.anomalousInRow >= policy.openAfter() ? open(incident, verdict) : null;
    }
    if (incident.normalInRow >= policy.resolveAfter()) {
      incident.open = false;
      incident.sequence++;
      return message(incident, AlertState.RESOLVED, verdict);
    }
    return update(incident, verdict);
  }

  private AnomalyAlert open(Incident incident, Verdict verdict) {
    incident.open = true;
    incident.sequence = 0;
    incident.openedMillis = verdict.scored().window().endMillis();
    incident.toldMillis = incident.openedMillis;
    incident.peakScore = verdict.score();
    incident.severity = severity(verdict);
    return message(incident, AlertState.OPEN, verdict);
  }

  private @Nullable AnomalyAlert update(Incident incident, Verdict verdict) {
    incident.peakScore = Math.max(incident.peakScore, verdict.score());
    Severity severity = severity(verdict);
    boolean worse = verdict.anomalous() && severity.compareTo(incident.severity) > 0;
    long now = verdict.scored().window().endMillis();
    if (!worse && now - incident.toldMillis < policy.updateEvery().toMillis()) {
      return null;
    }
    incident.severity = worse ? severity : incident.severity;
    incident.toldMillis = now;
    incident.sequence++;
    return message(incident, AlertState.UPDATE, verdict);
  }

  private static Severity severity(Verdict verdict) {
    double ratio = verdict.score() / verdict.threshold();
    if (ratio >= 8) {
      return Severity.CRITICAL;
    }
    if (ratio >= 4) {
      return Severity.HIGH;
    }
    return ratio >= 2 ? Severity.MEDIUM : Severity.LOW;
  }

  private AnomalyAlert message(Incident incident, AlertState state, Verdict verdict) {
    Window window = verdict.scored().window();
    return AnomalyAlert.newBuilder()
        .setAlertId(alertId(window.key(), incident.openedMillis))
        .setSequence(incident.sequence)
        .setState(state)
        .setDetector(window.detector())
        .setKey(window.key())
        .setSeverity(incident.severity)
        .setOpenedAt(Instant.ofEpochMilli(incident.openedMillis))
        .setUpdatedAt(Instant.ofEpochMilli(window.endMillis()))
        .setWindowStart(Instant.ofEpochMilli(window.startMillis()))
        .setWindowEnd(Instant.ofEpochMilli(window.endMillis()))
        .setScore(verdict.score())
        .setPeakScore(incident.peakScore)
        .setThreshold(verdict.threshold())
        .setPValue(verdict.pValue())
        .setAutoencoderScore(verdict.autoencoder())
        .setCompanionScore(verdict.companion())
        .setFeatures(Explanation.of(verdict.scored(), definition.features()))
        .setImputedShare(window.imputedShare())
        .setModel(model)
        .setSources(sources(window))
        .build();
  }

  private List<SourceRange> sources(Window window) {
    String topic = definition.events().topic();
    return window.sources().stream()
        .map(range -> new SourceRange(topic, range.partition(), range.first(), range.last()))
        .toList();
  }

  private String alertId(String key, long openedMillis) {
    String name = definition.name() + '\0' + key + '\0' + openedMillis;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
