package io.tidemark.lab.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ticks of a second, windows of ten; a fault of key a from second 100 to second 160. */
class NoiseCountTest {
  private static final DetectorDefinition DEFINITION =
      DefinitionReader.parse(
          """
          name: small
          events: {topic: t, type: SensorEvent, key: deviceId}
          features: [{name: x, from: readings.x}]
          window: {tick: 1s, length: 10}
          baseline: {per: key, warmup: 20}
          model: {path: none.onnx}
          """,
          Path.of("."));

  private static final LabelledFault FAULT = fault("a", 100, 160);

  @Test
  void countsTheMessagesOfAFault() {
    NoiseFigures figures =
        figures(
            open("1", "a", 105),
            update("1", "a", 120, AlertChange.SEVERITY),
            resolved("1", "a", 166));

    assertThat(figures.faults()).isEqualTo(1);
    assertThat(figures.found()).isEqualTo(1);
    assertThat(figures.incidentsAFault()).isEqualTo(1);
    assertThat(figures.messagesAFault()).isEqualTo(3);
    assertThat(List.of(figures.openings(), figures.updates(), figures.ends()))
        .containsExactly(1, 1, 1);
    assertThat(figures.updatesAfter()).isZero();
    assertThat(figures.closedAfter()).containsExactly(1.0);
    assertThat(figures.falseIncidents()).isZero();
  }

  @Test
  void aSecondIncidentOfAFaultCountsAndOneThatComesBackDoesNot() {
    NoiseFigures figures =
        figures(
            open("1", "a", 105),
            resolved("1", "a", 115),
            update("1", "a", 120, AlertChange.REOPENED),
            resolved("1", "a", 130),
            open("2", "a", 150),
            resolved("2", "a", 170));

    assertThat(figures.incidentsAFault()).isEqualTo(2);
    assertThat(figures.messagesAFault()).isEqualTo(6);
    assertThat(figures.closedAfter()).containsExactly(5.0);
    assertThat(figures.endedEarly()).isZero();
  }

  @Test
  void anUpdateMoreThanATickAfterTheFaultIsNoNews() {
    AnomalyAlert justThen = update("1", "a", 161, AlertChange.SEVERITY);
    AnomalyAlert after = update("1", "a", 162, AlertChange.FEATURE);

    assertThat(figures(open("1", "a", 105), justThen).updatesAfter()).isZero();
    assertThat(figures(open("1", "a", 105), justThen, after).updatesAfter()).isEqualTo(1);
  }

  @Test
  void anUpdateInTheNextFaultIsNotAfterTheFirst() {
    NoiseCount count =
        NoiseCount.of(
            new Messages(
                DEFINITION,
                List.of(FAULT, fault("a", 200, 260)),
                List.of(
                    open("1", "a", 105),
                    update("1", "a", 230, AlertChange.WORSE),
                    resolved("1", "a", 265))));

    assertThat(count.figures().updatesAfter()).isZero();
    // The incident lasted through the second fault, in which none began.
    assertThat(count.figures().found()).isEqualTo(1);
    assertThat(count.figures().leftOpen()).isEqualTo(1);
    assertThat(count.figures().closedAfter()).containsExactly(0.0);
  }

  @Test
  void whatOpensElsewhereIsFalse() {
    NoiseFigures figures =
        figures(
            open("1", "a", 50),
            resolved("1", "a", 60),
            open("2", "b", 120),
            resolved("2", "b", 130),
            open("3", "a", 170),
            open("4", "a", 171));

    // An opening up to a window's length after the fault belongs to it.
    assertThat(figures.falseIncidents()).isEqualTo(3);
    assertThat(figures.falseMessages()).isEqualTo(5);
    assertThat(figures.incidents()).isEqualTo(1);
  }

  @Test
  void anIncidentThatEndsBeforeItsFaultIsNotSoon() {
    NoiseFigures figures = figures(open("1", "a", 105), resolved("1", "a", 140));

    assertThat(figures.endedEarly()).isEqualTo(1);
    assertThat(figures.closedAfter()).isEmpty();
    assertThat(figures.closedSoon()).isNaN();
  }

  @Test
  void aFaultWithoutAnIncidentIsMissedAndCountsInNoMean() {
    NoiseFigures figures = figures();

    assertThat(figures.faults()).isEqualTo(1);
    assertThat(figures.found()).isZero();
    assertThat(figures.messagesAFault()).isNaN();
  }

  @Test
  void aResolutionOverTheThresholdContradictsItself() {
    AnomalyAlert over = resolved("1", "a", 166);
    over.setScore(25);

    assertThat(figures(open("1", "a", 105), over).resolvedOver()).isEqualTo(1);
  }

  @Test
  void anOpeningThatNamesNoValueIsCounted() {
    AnomalyAlert inside = open("1", "a", 105);
    inside.getFeatures().get(0).setObserved(5);
    NoiseFigures figures = figures(inside, open("2", "a", 110));

    // The sentence says "pattern unusual" rather than print 5 beside 0 to 10.
    assertThat(figures.contradictions()).isZero();
    assertThat(figures.withoutValue()).isEqualTo(1);
    assertThat(figures.allOpenings()).isEqualTo(2);
  }

  @Test
  void figuresAddUp() {
    NoiseFigures one = figures(open("1", "a", 105), resolved("1", "a", 166));
    NoiseFigures other = figures(open("1", "a", 105), resolved("1", "a", 176));
    NoiseFigures both = one.plus(other).plus(figures());

    assertThat(both.faults()).isEqualTo(3);
    assertThat(both.found()).isEqualTo(2);
    assertThat(both.closedAfter()).containsExactly(1.0, 11.0);
    assertThat(both.closedSoon()).isCloseTo(0.5, within(1e-9));
    assertThat(both.medianClosedAfter()).isEqualTo(6);
    assertThat(both.worstClosedAfter()).isEqualTo(11);
  }

  @Test
  void faultsOfAKeyThatOverlapOrTouchAreOne() {
    assertThat(
            LabelledFault.joined(
                List.of(
                    fault("a", 50, 60),
                    fault("b", 5, 15),
                    fault("a", 0, 10),
                    fault("a", 5, 20),
                    fault("a", 6, 8),
                    fault("a", 20, 30))))
        .containsExactly(fault("a", 0, 30), fault("a", 50, 60), fault("b", 5, 15));
  }

  @Test
  void valuesArePrintedWithWhatStandsBesideThem() {
    assertThat(
            PrintedValue.in(
                "p: flow high, 1,200 l/min at its worst (normal -5.2 to 900); x low, 3e-05 (expected 4)"))
        .containsExactly(
            new PrintedValue(true, 1200, -5.2, 900), new PrintedValue(false, 3e-5, 4, 4));
    assertThat(PrintedValue.in("p: flow pattern unusual")).isEmpty();
    assertThat(PrintedValue.in("p: x high, 4 A (normal 3 to 5)"))
        .allMatch(PrintedValue::contradictsItself);
    assertThat(PrintedValue.in("p: x low, 2 A (normal 3 to 5)"))
        .noneMatch(PrintedValue::contradictsItself);
  }

  private static NoiseFigures figures(AnomalyAlert... alerts) {
    return NoiseCount.of(new Messages(DEFINITION, List.of(FAULT), List.of(alerts))).figures();
  }

  private static LabelledFault fault(String key, long from, long to) {
    return new LabelledFault(key, Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
  }

  private static AnomalyAlert open(String id, String key, long second) {
    return alert(id, key, second, AlertState.OPEN, null);
  }

  private static AnomalyAlert update(String id, String key, long second, AlertChange change) {
    return alert(id, key, second, AlertState.UPDATE, change);
  }

  private static AnomalyAlert resolved(String id, String key, long second) {
    AnomalyAlert alert = alert(id, key, second, AlertState.RESOLVED, null);
    alert.setScore(0);
    return alert;
  }

  private static AnomalyAlert alert(
      String id, String key, long second, AlertState state, @Nullable AlertChange change) {
    Instant at = Instant.ofEpochSecond(second);
    return AnomalyAlert.newBuilder()
        .setAlertId(id)
        .setKind(AlertKind.ANOMALY)
        .setSequence(0)
        .setState(state)
        .setChange(change)
        .setDetector("small")
        .setKey(key)
        .setSeverity(Severity.LOW)
        .setPreviousSeverity(null)
        .setOpenedAt(at)
        .setUpdatedAt(at)
        .setWindowStart(at.minusSeconds(10))
        .setWindowEnd(at)
        .setScore(21)
        .setPeakScore(21)
        .setThreshold(20)
        .setPValue(0)
        .setFeatures(List.of(new FeatureDeviation("x", null, 12.0, 5.0, 1.0, 0.0, 10.0, null)))
        .setImputedShare(0)
        .setModel(new ModelIdentity("", "", "", ""))
        .setSources(List.of())
        .setPhase(AlertPhase.LIVE)
        .setNote(null)
        .setNormalSince(state == AlertState.RESOLVED ? at : null)
        .build();
  }
}
