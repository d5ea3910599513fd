package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DetectorMetricsTest {
  private static final Instant OPENED = Instant.parse("2026-11-30T12:00:00Z");

  private final SeenMetrics seen = new SeenMetrics();
  private final DetectorMetrics metrics =
      new DetectorMetrics(seen.environment().getMetricGroup(), "pump");

  @Test
  void anIncidentCountsUnderTheSeverityOfItsMessage() {
    metrics.alert(alert(AlertState.OPEN, Severity.LOW), later(3));
    metrics.alert(alert(AlertState.UPDATE, Severity.HIGH), later(4));
    metrics.alert(alert(AlertState.RESOLVED, Severity.HIGH), later(5));
    AnomalyAlert again = alert(AlertState.UPDATE, Severity.HIGH);
    again.setChange(AlertChange.REOPENED);
    metrics.alert(again, later(6));
    metrics.alert(alert(AlertState.NEW_NORMAL, Severity.CRITICAL), later(7));

    assertThat(count("severity.low.alertsOpenedBySeverity")).isEqualTo(1);
    assertThat(count("severity.high.alertsOpenedBySeverity")).isZero();
    assertThat(count("severity.high.alertsReopenedBySeverity")).isEqualTo(1);
    assertThat(count("severity.high.alertsResolvedBySeverity")).isEqualTo(1);
    assertThat(count("severity.critical.alertsResolvedBySeverity")).isEqualTo(1);
    assertThat(count("healthAlertsOpenedByDetector")).isZero();
  }

  @Test
  void theDelayIsFromTheTickThatOpenedTheIncident() {
    metrics.alert(alert(AlertState.OPEN, Severity.LOW), later(3));
    metrics.alert(alert(AlertState.RESOLVED, Severity.LOW), later(60));

    assertThat(seen.entries("detector.pump.openDelayMillis")).isEqualTo(1);
    assertThat(seen.largest("detector.pump.openDelayMillis")).isEqualTo(3_000);
  }

  @Test
  void otherKindsAreCountedApart() {
    AnomalyAlert gap = alert(AlertState.OPEN, Severity.HIGH);
    gap.setKind(AlertKind.GAP);
    metrics.alert(gap, later(3));
    gap.setState(AlertState.RESOLVED);
    metrics.alert(gap, later(4));

    assertThat(count("healthAlertsOpenedByDetector")).isEqualTo(1);
    assertThat(count("severity.high.alertsOpenedBySeverity")).isZero();
    assertThat(count("severity.high.alertsResolvedBySeverity")).isZero();
    assertThat(seen.entries("detector.pump.openDelayMillis")).isZero();
  }

  @Test
  void aModelInTheShadowShowsWhereItDisagrees() {
    metrics.compared("2", true, true);
    metrics.compared("2", true, false);
    metrics.compared("2", false, true);
    metrics.compared("2", false, true);

    assertThat(count("version.2.shadowWindows")).isEqualTo(4);
    assertThat(count("version.2.shadowWindowsOnlyServing")).isEqualTo(1);
    assertThat(count("version.2.shadowWindowsOnlyShadow")).isEqualTo(2);
  }

  private long count(String name) {
    return seen.count("detector.pump." + name);
  }

  private static long later(int seconds) {
    return OPENED.plusSeconds(seconds).toEpochMilli();
  }

  private static AnomalyAlert alert(AlertState state, Severity severity) {
    AnomalyAlert alert = new AnomalyAlert();
    alert.setKind(AlertKind.ANOMALY);
    alert.setState(state);
    alert.setSeverity(severity);
    alert.setOpenedAt(OPENED);
    return alert;
  }
}
