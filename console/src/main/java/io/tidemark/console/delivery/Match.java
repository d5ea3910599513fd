package io.tidemark.console.delivery;

import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.util.Set;

/**
 * Which messages a receiver wants.
 *
 * @param detectors of these; empty: of all
 * @param severity from this one on
 * @param states in these
 */
record Match(Set<String> detectors, Severity severity, Set<AlertState> states) {
  boolean wants(AnomalyAlert alert) {
    return (detectors.isEmpty() || detectors.contains(alert.getDetector()))
        && alert.getSeverity().compareTo(severity) >= 0
        && states.contains(alert.getState());
  }
}
