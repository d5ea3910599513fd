package io.tidemark.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertLineTest {
  private static final Instant OPENED = Instant.parse("2026-01-05T06:31:12Z");

  private final AlertLine line = new AlertLine(AlertLine.DEFAULT_WIDTH);

  @Test
  void anOpenedIncidentSaysWhatDeviatesFromWhat() {
    assertThat(
            line.format(
                alert(AlertState.OPEN, 0, deviation("vibration", "mm/s", 4.1032, 1.2, 0.8))))
        .isEqualTo(
            "2026-01-05 06:31:12 HIGH     OPEN     plant   pump-03: vibration high, 4.1 mm/s (expected 1.2)");
  }

  @Test
  void aSecondFeatureIsToldWhenItMattersAndFits() {
    AnomalyAlert alert =
        alert(
            AlertState.OPEN,
            0,
            deviation("flow", "l/min", 0, 95.04, 0.6),
            deviation("load", null, 1, 0.5, 0.3));

    assertThat(new AlertLine(120).format(alert))
        .endsWith("flow low, 0 l/min (expected 95); load high, 1 (expected 0.5)");
    assertThat(new AlertLine(90).format(alert)).endsWith("flow low, 0 l/min (expected 95)");
  }

  @Test
  void everyLineFitsItsWidth() {
    AnomalyAlert alert =
        alert(AlertState.OPEN, 0, deviation("a".repeat(200), "unit", 1e12, 1e-9, 1));
    alert.setKey("k".repeat(300));

    assertThat(line.format(alert)).hasSizeLessThanOrEqualTo(AlertLine.DEFAULT_WIDTH).endsWith("…");
    assertThat(new AlertLine(80).format(alert)).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void outputThatIsNoTerminalGetsWholeLines() {
    assumeTrue(System.console() == null);
    AnomalyAlert alert =
        alert(AlertState.OPEN, 0, deviation("a".repeat(200), "unit", 1e12, 1e-9, 1));
    alert.setKey("k".repeat(300));

    assertThat(AlertLine.forOutput().format(alert))
        .contains("k".repeat(300) + ": " + "a".repeat(200) + " high")
        .endsWith(")");
  }

  @Test
  void namesFromTheWireCannotSteerTheTerminal() {
    AnomalyAlert alert = alert(AlertState.OPEN, 0, deviation("f\r\n", "\u001b[2J", 1, 2, 1));
    alert.setKey("pump\u001b[31m\n03\u009b2J\u2028\u202e");

    assertThat(line.format(alert))
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
        .contains("pump\ufffd[31m\ufffd03\ufffd2J\ufffd\ufffd");
  }

  private static FeatureDeviation deviation(
      String feature, @Nullable String unit, double observed, double expected, double share) {
    return FeatureDeviation.newBuilder()
        .setFeature(feature)
        .setUnit(unit)
        .setObserved(observed)
        .setExpected(expected)
        .setShare(share)
        .build();
  }

  private static AnomalyAlert alert(
      AlertState state, int secondsAfterOpening, FeatureDeviation... features) {
    return AnomalyAlert.newBuilder()
        .setAlertId("id")
        .setSequence(0)
        .setState(state)
        .setDetector("plant")
        .setKey("pump-03")
        .setSeverity(Severity.HIGH)
        .setOpenedAt(OPENED)
        .setUpdatedAt(OPENED.plusSeconds(secondsAfterOpening))
        .setWindowStart(OPENED.minusSeconds(30))
        .setWindowEnd(OPENED)
        .setScore(1)
        .setPeakScore(2.6)
        .setThreshold(0.5)
        .setPValue(0.01)
        .setFeatures(List.of(features))
        .setImputedShare(0)
        .setModel(new ModelIdentity("plant", "1", "ab", "CPU"))
        .setSources(List.of())
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .build();
  }
}
