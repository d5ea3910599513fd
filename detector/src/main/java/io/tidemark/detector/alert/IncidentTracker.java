package io.tidemark.detector.alert;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.SourceRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes incidents of verdicts: opens one with the first anomalous window, updates it while it
 * lasts, resolves it after some normal ones, so that what comes back at once is the same incident.
 * Messages explain the incident's worst window. The state of a key is an {@link IncidentState} that
 * the host keeps. Without a clock and without chance: the same verdicts give the same messages with
 * the same ids.
 */
public final class IncidentTracker {
  /** Normal windows that resolve an incident. */
  private static final int RESOLVE_AFTER = 5;

  private final DetectorDefinition definition;
  private final AlertPolicy policy;
  private final ModelIdentity model;

  /**
   * @param model which scores the windows
   */
  public IncidentTracker(DetectorDefinition definition, ModelIdentity model) {
    this.definition = definition;
    this.policy = definition.alerts();
    this.model = model;
  }

  /** Takes the key's next verdict, in event-time order; the message it calls for, or null. */
  public @Nullable AnomalyAlert track(IncidentState incident, Verdict verdict) {
    return track(incident, verdict, false);
  }

  /**
   * As {@link #track(IncidentState, Verdict)}.
   *
   * @param lasts whether an incident that is open lasts, whatever its scores are
   */
  public @Nullable AnomalyAlert track(IncidentState incident, Verdict verdict, boolean lasts) {
    incident.normalInRow = verdict.anomalous() ? 0 : incident.normalInRow + 1;
    if (!incident.open) {
      return verdict.anomalous() ? open(incident, verdict) : null;
    }
    if (lasts) {
      return update(incident, verdict);
    }
    if (incident.normalInRow >= RESOLVE_AFTER) {
      incident.open = false;
      incident.sequence++;
      return message(incident, AlertState.RESOLVED, verdict);
    }
    if (settled(incident, verdict)) {
      incident.open = false;
      incident.sequence++;
      return message(incident, AlertState.NEW_NORMAL, verdict);
    }
    return update(incident, verdict);
  }

  /** Opens an incident now, which may have been open without a message. */
  public AnomalyAlert reopen(IncidentState incident, Verdict verdict) {
    return open(incident, verdict);
  }

  /** An update of an open incident that its scores do not call for. */
  public AnomalyAlert tell(IncidentState incident, Verdict verdict) {
    incident.toldMillis = verdict.scored().window().endMillis();
    incident.sequence++;
    return message(incident, AlertState.UPDATE, verdict);
  }

  /**
   * Takes that the key has been forgotten, after which the host forgets the incident too; the
   * message it calls for, or null.
   */
  public static @Nullable AnomalyAlert forget(IncidentState incident, String detector, String key) {
    if (!incident.open) {
      return null;
    }
    incident.open = false;
    incident.sequence++;
    return message(incident, AlertState.RESOLVED, detector, key, PlainAlerts.NO_MODEL)
        .setNote("The key has fallen silent, or its detector has changed or left: it is forgotten.")
        .build();
  }

  private boolean settled(IncidentState incident, Verdict verdict) {
    Window window = verdict.scored().window();
    Duration after = policy.newNormalAfter();
    return after != null
        && window.phase() == Window.Phase.LIVE
        && incident.settling.add(window.endMillis(), verdict.level(), after.toMillis());
  }

  private AnomalyAlert open(IncidentState incident, Verdict verdict) {
    incident.open = true;
    incident.sequence = 0;
    incident.openedMillis = verdict.scored().window().endMillis();
    incident.toldMillis = incident.openedMillis;
    incident.peakScore = verdict.evidence();
    incident.severity = severity(verdict);
    incident.worst = new WorstWindow(verdict.level(), explanation(verdict));
    incident.settling.reset();
    return message(incident, AlertState.OPEN, verdict);
  }

  private @Nullable AnomalyAlert update(IncidentState incident, Verdict verdict) {
    incident.peakScore = Math.max(incident.peakScore, verdict.evidence());
    note(incident, verdict);
    if (verdict.level() > incident.worst.level()) {
      incident.worst = new WorstWindow(verdict.level(), explanation(verdict));
    }
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

  /** By how many times as far the window is from normal as the edge of normal. */
  private static Severity severity(Verdict verdict) {
    return PlainAlerts.severity(Math.sqrt(Math.expm1(verdict.level())));
  }

  private List<FeatureDeviation> explanation(Verdict verdict) {
    return Explanation.of(verdict.scored(), definition.features());
  }

  private AnomalyAlert message(IncidentState incident, AlertState state, Verdict verdict) {
    Window window = verdict.scored().window();
    note(incident, verdict);
    return message(incident, state, definition.name(), window.key(), model)
        .setPValue(verdict.pValue())
        .setAutoencoderScore(verdict.autoencoder())
        .setCompanionScore(verdict.companion())
        .setFeatures(incident.worst.features())
        .setImputedShare(window.imputedShare())
        .setSources(sources(window))
        .setPhase(window.phase() == Window.Phase.WARM_UP ? AlertPhase.WARM_UP : AlertPhase.LIVE)
        .build();
  }

  private static void note(IncidentState incident, Verdict verdict) {
    Window window = verdict.scored().window();
    incident.startMillis = window.startMillis();
    incident.endMillis = window.endMillis();
    incident.score = verdict.evidence();
    incident.threshold = verdict.threshold();
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
