package io.tidemark.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.export.evaluation.JudgedIncident;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgedHistoryTest {
  private static final Instant OPENED = Instant.parse("2026-01-01T00:10:00Z");

  @Test
  void anIncidentLastsFromTheWindowThatOpenedItToItsResolution() {
    JudgedHistory judged =
        of(
            List.of(alert("a", AlertState.OPEN, 0), alert("a", AlertState.RESOLVED, 300)),
            said("a", Verdict.REAL));

    assertThat(judged.incidents())
        .containsExactly(
            new JudgedIncident("pump", OPENED.minusSeconds(60), OPENED.plusSeconds(300), true));
    assertThat(judged.forgotten()).isZero();
  }

  @Test
  void theNewestFeedbackCountsAndExpectedIsNotReal() {
    JudgedHistory judged =
        of(
            List.of(alert("a", AlertState.OPEN, 0), alert("b", AlertState.OPEN, 900)),
            said("a", Verdict.REAL),
            said("a", Verdict.EXPECTED),
            said("b", Verdict.NOISE),
            withdrawn("b"));

    assertThat(judged.incidents())
        .containsExactly(new JudgedIncident("pump", OPENED.minusSeconds(60), null, false));
  }

  @Test
  void countsJudgedIncidentsThatTheTopicNoLongerHas() {
    JudgedHistory judged =
        of(List.of(), said("a", Verdict.NOISE), said("b", Verdict.REAL), withdrawn("b"));

    assertThat(judged.incidents()).isEmpty();
    assertThat(judged.forgotten()).isEqualTo(1);
  }

  private static JudgedHistory of(List<AnomalyAlert> alerts, AlertFeedback... feedback) {
    return JudgedHistory.of("pump", alerts, List.of(feedback));
  }

  private static AlertFeedback said(String id, Verdict verdict) {
    return AlertFeedback.newBuilder()
        .setAlertId(id)
        .setSequence(0)
        .setDetector("pump")
        .setKey("pump")
        .setVerdict(verdict)
        .setTime(OPENED)
        .setFeatures(List.of("current"))
        .build();
  }

  private static AlertFeedback withdrawn(String id) {
    AlertFeedback feedback = said(id, Verdict.NOISE);
    feedback.setWithdrawn(true);
    return feedback;
  }

  private static AnomalyAlert alert(String id, AlertState state, int second) {
    Instant time = OPENED.plusSeconds(second);
    return AnomalyAlert.newBuilder()
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .setAlertId(id)
        .setSequence(second)
        .setState(state)
        .setDetector("pump")
        .setKey("pump")
        .setSeverity(Severity.LOW)
        .setOpenedAt(OPENED)
        .setUpdatedAt(time)
        .setWindowStart(time.minusSeconds(60))
        .setWindowEnd(time)
        .setScore(20)
        .setPeakScore(20)
        .setThreshold(20)
        .setPValue(0.01)
        .setFeatures(List.of())
        .setImputedShare(0)
        .setModel(new ModelIdentity("", "", "", ""))
        .setSources(List.of())
        .build();
  }
}
