package io.tidemark.cli;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.SourceRange;
import java.time.Instant;
import java.util.List;

/** For tests: alerts of a plant. */
final class SampleAlerts {
  private SampleAlerts() {}

  /** A message ten seconds after the one before it. */
  static AnomalyAlert alert(
      String id, int sequence, AlertState state, Severity severity, String key, Instant opened) {
    Instant time = opened.plusSeconds(10L * sequence);
    double drift = Math.sin(sequence);
    return AnomalyAlert.newBuilder()
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .setAlertId(id)
        .setSequence(sequence)
        .setState(state)
        .setDetector("plant")
        .setKey(key)
        .setSeverity(severity)
        .setOpenedAt(opened)
        .setUpdatedAt(time)
        .setWindowStart(time.minusSeconds(30))
        .setWindowEnd(time)
        .setScore(4.5 + drift)
        .setPeakScore(5.5)
        .setThreshold(1.1)
        .setPValue(0.0025)
        .setFeatures(
            List.of(
                new FeatureDeviation(
                    "vibration", "mm/s", 4.1 + drift, 1.2, 0.75, 0.8, 1.6, 4.1 + drift),
                new FeatureDeviation(
                    "flow", "l/min", 80.0 + drift, 95.0, 0.25, 90.0, 100.0, 80.0 + drift)))
        .setImputedShare(0)
        .setModel(new ModelIdentity("plant", "3", "ab12cd", "CPU"))
        .setSources(List.of(new SourceRange("sensor-events", 3, 10L, 40L)))
        .build();
  }
}
