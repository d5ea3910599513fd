package io.tidemark.detector.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetDriftTest {
  private final FleetDrift drift = new FleetDrift();
  private final List<AnomalyAlert> alerts = new ArrayList<>();

  @Test
  void advisesToRetrainWhenEnoughKeysHaveLeftTheirDistribution() {
    DetectorDefinition definition =
        Definitions.parse(Definitions.PUMP.replace("updateEvery: 5s", "driftShare: 0.5"));
    for (int key = 0; key < 4; key++) {
      change(1, 0, key, definition);
    }
    change(0, 1, 10, definition);
    assertThat(alerts).isEmpty();
    change(0, 1, 11, definition);
    assertThat(drift.share()).isEqualTo(0.5);
    change(-1, -1, Long.MIN_VALUE, definition); // forgotten
    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
    AnomalyAlert open = alerts.get(0);
    assertThat(open.getKind()).isEqualTo(AlertKind.DRIFT);
    assertThat(open.getKey()).isEqualTo("*");
    assertThat(open.getNote()).startsWith("2 of 4 keys").contains("train the model");
  }

  @Test
  void isToldAgainWhenItsSeverityRises() {
    DetectorDefinition definition =
        Definitions.parse(Definitions.PUMP.replace("updateEvery: 5s", "driftShare: 0.2"));
    change(10, 0, 1, definition);
    for (int key = 0; key < 10; key++) {
      change(0, 1, 10 + key, definition);
    }
    change(0, -10, 30, definition);

    assertThat(alerts)
        .extracting(alert -> alert.getSequence() + " " + alert.getState() + alert.getSeverity())
        .containsExactly("0 OPENLOW", "1 UPDATEHIGH", "2 RESOLVEDHIGH");
    assertThat(alerts.get(1).getChange()).isEqualTo(AlertChange.SEVERITY);
    assertThat(alerts.get(1).getNote()).startsWith("8 of 10 keys");
    assertThat(alerts.get(1).getPreviousSeverity()).isEqualTo(Severity.LOW);
  }

  @Test
  void tellsNobodyWhereNobodyAsked() {
    change(1, 1, 1, Definitions.pump());
    assertThat(drift.share()).isEqualTo(1);
    assertThat(alerts).isEmpty();
  }

  private void change(int known, int drifted, long millis, DetectorDefinition definition) {
    AnomalyAlert alert =
        drift.changed(
            new FleetDrift.Change(
                "pump", known, drifted, millis, definition.alerts().driftShare()));
    if (alert != null) {
      alerts.add(alert);
    }
  }
}
