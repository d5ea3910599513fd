package io.tidemark.console.delivery;

import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.util.Set;

/**
 * Which messages a receiver wants. It looks at the incident: one that opens below the severity and
 * rises to it later opens for the receiver then, and one that never does ends without a message.
 * What a receiver got before follows from the severity of the message before, so that nothing needs
 * to be remembered over a restart.
 *
 * @param detectors of these; empty: of all
 * @param severity from this one on
 * @param states in these; an incident that rises to the severity is in the state OPEN then
 */
record Match(Set<String> detectors, Severity severity, Set<AlertState> states) {
  boolean wants(PendingMessage message) {
    AnomalyAlert alert = message.alert();
    if (!concerns(alert.getDetector())) {
      return false;
    }
    if (Incident.ends(alert.getState())) {
      return passedBefore(alert) && states.contains(alert.getState());
    }
    return passes(alert.getSeverity())
        && (states.contains(alert.getState())
            || ((message.opening() || opens(alert)) && states.contains(AlertState.OPEN)));
  }

  /** Whether it wants anything of a detector. */
  boolean concerns(String detector) {
    return detectors.isEmpty() || detectors.contains(detector);
  }

  /** Whether a message that is wanted is the first about an incident that is open. */
  boolean opens(AnomalyAlert alert) {
    return switch (alert.getState()) {
      case OPEN -> true;
      case UPDATE -> alert.getChange() == AlertChange.REOPENED || !passedBefore(alert);
      case RESOLVED, NEW_NORMAL -> false;
    };
  }

  /** Where the message before is not known, the incident is taken to be what it was then. */
  private boolean passedBefore(AnomalyAlert alert) {
    Severity before = alert.getPreviousSeverity();
    return passes(before == null ? alert.getSeverity() : before);
  }

  private boolean passes(Severity of) {
    return of.compareTo(severity) >= 0;
  }
}
