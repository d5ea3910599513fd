package io.tidemark.cli.demo;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Incidents against known faults. A fault is detected when an incident of its key opens while it
 * acts, or within one window after; an incident that opens at any other time is a false alarm.
 *
 * @param missed faults without an incident
 * @param falseAlarms incidents without a fault
 */
record FaultCount(List<KnownFault> missed, int falseAlarms) {

  static FaultCount of(
      List<KnownFault> faults, List<AnomalyAlert> alerts, List<DetectorDefinition> detectors) {
    Map<String, Duration> graces = new HashMap<>();
    for (DetectorDefinition detector : detectors) {
      graces.put(
          detector.name(), detector.window().tick().multipliedBy(detector.window().length()));
    }
    Set<KnownFault> found = new HashSet<>();
    int falseAlarms = 0;
    for (AnomalyAlert alert : alerts) {
      if (alert.getState() != AlertState.OPEN) {
        continue;
      }
      Duration grace = graces.getOrDefault(alert.getDetector(), Duration.ZERO);
      List<KnownFault> reasons =
          faults.stream()
              .filter(fault -> fault.explains(alert.getKey(), alert.getOpenedAt(), grace))
              .toList();
      found.addAll(reasons);
      falseAlarms += reasons.isEmpty() ? 1 : 0;
    }
    return new FaultCount(
        faults.stream().filter(fault -> !found.contains(fault)).toList(), falseAlarms);
  }
}
