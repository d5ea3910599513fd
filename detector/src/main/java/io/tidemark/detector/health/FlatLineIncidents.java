package io.tidemark.detector.health;

import io.tidemark.detector.alert.IncidentState;
import io.tidemark.detector.alert.IncidentTracker;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AnomalyAlert;
import org.jspecify.annotations.Nullable;

/**
 * Makes one incident of a fault that shows both as a flat line and as an anomaly. The first of both
 * tells of it:
 *
 * <ul>
 *   <li>A flat line that begins while an anomaly is open which its reading explains sends nothing.
 *       The anomaly's incident says so, and lasts at least as long as the flat line.
 *   <li>An anomaly that opens while a flat line that explains it is open sends nothing until
 *       something else is wrong as well.
 * </ul>
 */
public final class FlatLineIncidents {
  /** Windows in a row that another reading must lead before they open an incident of their own. */
  private static final int OPEN_AFTER = 2;

  /** By how much larger a share of the error another reading leads clearly. */
  private static final double CLEARLY = 0.2;

  /** Level of a distance of 1. */
  private static final double EDGE = Math.log(2);

  private final SensorHealth health;

  public FlatLineIncidents(SensorHealth health) {
    this.health = health;
  }

  /** Takes the key's next verdict, in event-time order; the message it calls for, or null. */
  public @Nullable AnomalyAlert track(
      IncidentTracker tracker, IncidentState incident, Verdict verdict, KeyHealth key) {
    if (verdict.anomalous()) {
      key.leading = leading(verdict.scored());
    }
    boolean open = incident.isOpen();
    boolean explained = verdict.anomalous() && explained(verdict.scored(), key);
    AnomalyAlert alert = tracker.track(incident, verdict, key.holdsIncident());
    if (!open && incident.isOpen()) {
      key.held = explained;
      key.unexplainedInRow = 0;
    }
    if (key.held) {
      return held(tracker, incident, verdict, key, explained);
    }
    if (alert == null && incident.isOpen() && health.toTell(key)) {
      alert = tracker.reportPart(incident, verdict, AlertChange.FLAT_LINE);
    }
    if (alert != null && key.holdsIncident()) {
      alert.setNote(health.tell(key, verdict.scored().window().endMillis()));
    }
    return alert;
  }

  /** Whether a reading that stands still leads, or no other leads it clearly. */
  private static boolean explained(ScoredWindow scored, KeyHealth key) {
    for (int f = 0; f < scored.featureError().length; f++) {
      if (key.explains(f, scored.window().startMillis())
          && scored.share(key.leading) - scored.share(f) < CLEARLY) {
        return true;
      }
    }
    return false;
  }

  /** What comes of an incident that a flat line tells of. */
  private @Nullable AnomalyAlert held(
      IncidentTracker tracker,
      IncidentState incident,
      Verdict verdict,
      KeyHealth key,
      boolean explained) {
    boolean other = verdict.anomalous() && !explained && stands(verdict);
    key.unexplainedInRow = other ? key.unexplainedInRow + 1 : 0;
    boolean tells = incident.isOpen() && key.unexplainedInRow >= OPEN_AFTER;
    key.held = incident.isOpen() && !tells;
    if (!incident.isOpen()) {
      incident.endUnreported();
    }
    return tells ? tracker.openNow(incident, verdict) : null;
  }

  /** Whether the window is beyond the edge of normal by itself. */
  private static boolean stands(Verdict verdict) {
    double autoencoder = verdict.autoencoderLevel();
    double companion = verdict.companionLevel();
    boolean unknown = Double.isNaN(autoencoder) && Double.isNaN(companion);
    return unknown || autoencoder > EDGE || companion > EDGE;
  }

  private static int leading(ScoredWindow scored) {
    int leading = 0;
    for (int f = 1; f < scored.featureError().length; f++) {
      if (scored.featureError()[f] > scored.featureError()[leading]) {
        leading = f;
      }
    }
    return leading;
  }
}
