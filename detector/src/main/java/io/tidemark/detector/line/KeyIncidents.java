package io.tidemark.detector.line;

import io.tidemark.detector.alert.IncidentState;
import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.health.DeadReadings;
import io.tidemark.detector.health.FlatLineIncidents;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes incidents of a key's verdicts and sends their messages. */
final class KeyIncidents {
  private final @Nullable FlatLineIncidents flatLines;
  private final @Nullable String runbook;
  private final Duration reopenWithin;
  private final LineListener out;

  /**
   * @param flatLines joins an anomaly with the flat line that explains it; null where health is not
   *     watched
   */
  KeyIncidents(AlertPolicy policy, @Nullable FlatLineIncidents flatLines, LineListener out) {
    this.flatLines = flatLines;
    runbook = policy.runbook();
    reopenWithin = policy.reopenWithin();
    this.out = out;
  }

  /**
   * Takes the key's next verdict, in event-time order.
   *
   * @param learns whether what lasts may become the key's new normal
   * @return whether the key is to learn what is normal again, since its incident ended in a new
   *     normal
   */
  boolean track(KeyState key, KeyVerdicts.Judged judged, boolean learns) {
    IncidentState incident = key.incident;
    if (incident == null && !judged.verdict().anomalous()) {
      return false;
    }
    incident = incident == null ? new IncidentState() : incident;
    boolean before = ofItsOwn(key, incident);
    if (!learns) {
      incident.startsSettlingOver();
    }
    IncidentTracker tracker = judged.model().incidents;
    AnomalyAlert alert = track(key, tracker, incident, judged.verdict());
    if (before != ofItsOwn(key, incident)) {
      out.incidents(before ? -1 : 1);
    }
    long now = judged.verdict().scored().window().endMillis();
    boolean remembered = incident.isOpen() || incident.reopens(now, reopenWithin);
    key.incident = remembered ? incident : null;
    if (alert == null) {
      return false;
    }
    key.send(alert, runbook, out);
    return alert.getState() == AlertState.NEW_NORMAL;
  }

  private @Nullable AnomalyAlert track(
      KeyState key, IncidentTracker tracker, IncidentState incident, Verdict verdict) {
    AnomalyAlert alert =
        flatLines == null || key.health == null
            ? tracker.track(incident, verdict)
            : flatLines.track(tracker, incident, verdict, key.health);
    DeadReadings.State dead = key.deadReadings;
    if (dead == null) {
      return alert;
    }
    if (alert == null && dead.toTell() && ofItsOwn(key, incident)) {
      alert = tracker.reportPart(incident, verdict, AlertChange.FEATURE);
    }
    if (alert != null && alert.getNote() == null) {
      alert.setNote(dead.tell());
    }
    return alert;
  }

  /** Whether an incident of the key is open that has messages of its own. */
  static boolean open(KeyState key) {
    return ofItsOwn(key, key.incident);
  }

  private static boolean ofItsOwn(KeyState key, @Nullable IncidentState incident) {
    return incident != null
        && incident.isOpen()
        && (key.health == null || !key.health.tellsOfIncident());
  }

  /** Ends the incident of a key that is forgotten. */
  static void forget(
      String detector, String key, KeyState state, @Nullable String runbook, LineListener out) {
    if (!open(state) || state.incident == null) {
      return;
    }
    out.incidents(-1);
    AnomalyAlert alert = IncidentTracker.forget(state.incident, detector, key);
    if (alert != null) {
      state.send(alert, runbook, out);
    }
  }
}
