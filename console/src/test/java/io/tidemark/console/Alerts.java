package io.tidemark.console;

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

/** For tests: alerts. */
public final class Alerts {
  public static final Instant OPENED = Instant.parse("2026-01-05T06:31:12Z");

  private Alerts() {}

  /** A message of the incident {@code id}, ten seconds after the one before it. */
  public static AnomalyAlert message(
      String id, int sequence, AlertState state, Severity severity, String key) {
    Instant time = OPENED.plusSeconds(10L * sequence);
    return AnomalyAlert.newBuilder()
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .setAlertId(id)
        .setSequence(sequence)
        .setState(state)
        .setDetector("plant")
        .setKey(key)
        .setSeverity(severity)
        .setOpenedAt(OPENED)
        .setUpdatedAt(time)
        .setWindowStart(time.minusSeconds(30))
        .setWindowEnd(time)
        .setScore(4.5)
        .setPeakScore(5.5)
        .setThreshold(1.1)
        .setPValue(0.0025)
        .setFeatures(
            List.of(
                new FeatureDeviation("vibration", "mm/s", 4.1, 1.2, 0.75, 0.8, 1.6, 4.1),
                new FeatureDeviation("flow", "l/min", 80.0, 95.0, 0.25, 90.0, 100.0, 80.0)))
        .setImputedShare(0.1)
        .setModel(new ModelIdentity("plant", "3", "ab12cd", "CPU"))
        .setSources(List.of(new SourceRange("sensor-events", 3, 10L, 40L)))
        .build();
  }

  /** An update that comes with a note; its value in Kafka has a few hundred bytes more. */
  public static AnomalyAlert withNote(String id, int sequence, int characters) {
    AnomalyAlert alert = message(id, sequence, AlertState.UPDATE, Severity.HIGH, "pump");
    alert.setKind(AlertKind.GAP);
    alert.setNote("x".repeat(characters));
    return alert;
  }

  public static AnomalyAlert opened(String id, String key) {
    return message(id, 0, AlertState.OPEN, Severity.HIGH, key);
  }
}
