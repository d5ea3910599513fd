package io.tidemark.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
            "2026-01-05 06:31:12 HIGH     OPEN     plant   pump-03  vibration 4.1 mm/s, expected 1.2");
  }

  @Test
  void aSecondFeatureIsToldWhenItMattersAndFits() {
    AnomalyAlert alert =
        alert(
            AlertState.OPEN,
            0,
            deviation("flow", "l/min", 0, 95.04, 0.6),
            deviation("load", null, 1, 0.5, 0.3));

    assertThat(new AlertLine(110).format(alert))
        .endsWith("flow 0 l/min, expected 95; load 1, expected 0.5");
    assertThat(new AlertLine(80).format(alert)).endsWith("flow 0 l/min, expected 95");
  }

  @Test
  void tagsStandAtTheEnd() {
    AnomalyAlert alert = alert(AlertState.OPEN, 0, deviation("vibration", "mm/s", 4.1, 1.2, 0.8));
    alert.setTags(Map.of("unit", "3\u001b", "site", "hall-2"));
    assertThat(new AlertLine(120).format(alert))
        .endsWith("vibration 4.1 mm/s, expected 1.2 [site=hall-2, unit=3\ufffd]");
    assertThat(line.format(alert)).hasSize(AlertLine.DEFAULT_WIDTH).endsWith("…");
  }

  @Test
  void anUpdateSaysForHowLong() {
    assertThat(line.format(alert(AlertState.UPDATE, 60, deviation("flow", "l/min", 80, 95, 0.9))))
        .endsWith("flow 80 l/min, expected 95 for 1 min");
  }

  @Test
  void aResolvedIncidentSaysHowLongItLastedAndHowBadItWas() {
    assertThat(line.format(alert(AlertState.RESOLVED, 135, deviation("flow", null, 1, 2, 1))))
        .isEqualTo(
            "2026-01-05 06:33:27 HIGH     RESOLVED plant   pump-03  after 2 min 15 s, peak 5.2 x threshold");
  }

  @Test
  void otherKindsSayWhatTheyAre() {
    AnomalyAlert gap = alert(AlertState.OPEN, 0);
    gap.setKind(AlertKind.GAP);
    gap.setNote("Nothing has come for 1m.");
    assertThat(line.format(gap)).endsWith("gap: Nothing has come for 1m.");
    AnomalyAlert flat = alert(AlertState.RESOLVED, 60);
    flat.setKind(AlertKind.FLAT_LINE);
    assertThat(line.format(flat)).endsWith("flat line over after 1 min");
  }

  @Test
  void anAnomalyThatAFlatLineIsPartOfNamesIt() {
    AnomalyAlert stuck = alert(AlertState.UPDATE, 60, deviation("flow", null, 1, 2, 1));
    stuck.setNote("flow: no change for 34s.");
    assertThat(line.format(stuck)).endsWith("flow: no change for 34s.");
    stuck.setState(AlertState.RESOLVED);
    assertThat(line.format(stuck)).endsWith("after 1 min, peak 5.2 x threshold");
  }

  @Test
  void aNewNormalAndAWarmUpAreToldFromTheRest() {
    assertThat(line.format(alert(AlertState.NEW_NORMAL, 60)))
        .endsWith("NEW_NORMAL plant   pump-03  settled after 1 min, peak 5.2 x threshold");
    AnomalyAlert early = alert(AlertState.OPEN, 0, deviation("flow", null, 1, 2, 1));
    early.setPhase(AlertPhase.WARM_UP);
    assertThat(line.format(early)).endsWith("(warm-up) flow 1, expected 2");
  }

  @Test
  void everyLineFitsItsWidth() {
    AnomalyAlert alert =
        alert(AlertState.OPEN, 0, deviation("a".repeat(200), "unit", 1e12, 1e-9, 1));
    alert.setKey("k".repeat(300));

    assertThat(line.format(alert)).hasSizeLessThanOrEqualTo(100).endsWith("…");
    assertThat(new AlertLine(80).format(alert)).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void namesFromTheWireCannotSteerTheTerminal() {
    AnomalyAlert alert = alert(AlertState.OPEN, 0, deviation("f\r\n", "\u001b[2J", 1, 2, 1));
    alert.setKey("pump\u001b[31m\n03\u009b2J\u2028\u202e");

    assertThat(line.format(alert))
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
        .contains("pump\ufffd[31m\ufffd03\ufffd2J\ufffd\ufffd");
  }

  @Test
  void aMissingValueIsSaidInWords() {
    assertThat(line.format(alert(AlertState.OPEN, 0, deviation("flow", null, Double.NaN, 95, 1))))
        .endsWith("flow no value, expected 95");
    assertThat(line.format(alert(AlertState.OPEN, 0)))
        .endsWith("the features together, none alone");
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
