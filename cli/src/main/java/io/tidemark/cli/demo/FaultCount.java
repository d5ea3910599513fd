package io.tidemark.cli.demo;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Incidents against known faults. A fault is detected when an incident of its key opens or reopens
 * while it acts, or within one window after; an incident that opens at any other time is a false
 * alarm.
 *
 * @param missed faults without an incident
 * @param falseAlarms incidents without a fault
 * @param toExplain incidents with a fault of which is known which features it changes
 * @param explained those that name one of these features first, in their last message that names
 *     any
 */
record FaultCount(List<KnownFault> missed, int falseAlarms, int toExplain, int explained) {

  static FaultCount of(
      List<KnownFault> faults, List<AnomalyAlert> alerts, List<DetectorDefinition> detectors) {
    Map<String, Duration> graces = new HashMap<>();
    for (DetectorDefinition detector : detectors) {
      graces.put(
          detector.name(), detector.window().tick().multipliedBy(detector.window().length()));
    }
    Map<String, String> firstFeatures = firstFeatures(alerts);
    Set<KnownFault> found = new HashSet<>();
    int falseAlarms = 0;
    int toExplain = 0;
    int explained = 0;
    for (AnomalyAlert alert : alerts) {
      boolean reopens = alert.getChange() == AlertChange.REOPENED;
      if (alert.getState() != AlertState.OPEN && !reopens) {
        continue;
      }
      Instant at = reopens ? alert.getUpdatedAt() : alert.getOpenedAt();
      Duration grace = graces.getOrDefault(alert.getDetector(), Duration.ZERO);
      List<KnownFault> reasons =
          faults.stream().filter(fault -> fault.explains(alert.getKey(), at, grace)).toList();
      found.addAll(reasons);
      if (reopens) {
        continue; // of the incident that opened before
      }
      falseAlarms += reasons.isEmpty() ? 1 : 0;
      Set<String> changed =
          reasons.stream()
              .flatMap(fault -> fault.features().stream())
              .collect(Collectors.toUnmodifiableSet());
      String first = firstFeatures.get(alert.getAlertId());
      if (!changed.isEmpty() && first != null) {
        toExplain++;
        explained += changed.contains(first) ? 1 : 0;
      }
    }
    List<KnownFault> missed = faults.stream().filter(fault -> !found.contains(fault)).toList();
    return new FaultCount(missed, falseAlarms, toExplain, explained);
  }

  /** By incident, of its last message that names any: messages explain the worst window so far. */
  private static Map<String, String> firstFeatures(List<AnomalyAlert> alerts) {
    Map<String, String> first = new HashMap<>();
    for (AnomalyAlert alert : alerts) {
      List<FeatureDeviation> features = alert.getFeatures();
      if (!features.isEmpty()) {
        first.put(alert.getAlertId(), features.get(0).getFeature());
      }
    }
    return first;
  }
}
