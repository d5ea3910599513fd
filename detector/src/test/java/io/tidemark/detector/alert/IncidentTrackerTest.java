package io.tidemark.detector.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Opens and resolves as verdicts say; updates every 5 s, also where nothing has changed. */
class IncidentTrackerTest {
  private static final ModelIdentity MODEL = new ModelIdentity("tiny", "1", "0a", "CPU");
  private static final String VERDICTS = "aAaaa..aaaaaaaa...";

  private final DetectorDefinition definition = Definitions.pump();

  @Test
  void opensOnceUpdatesWhileItLastsAndResolvesOnce() {
    List<AnomalyAlert> alerts = track("..aaaaaaaaaaa.....");
    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(
            AlertState.OPEN, AlertState.UPDATE, AlertState.UPDATE, AlertState.RESOLVED);
    assertThat(alerts).extracting(AnomalyAlert::getSequence).containsExactly(0, 1, 2, 3);
    assertThat(alerts)
        .extracting(AnomalyAlert::getAlertId)
        .containsOnly(alerts.get(0).getAlertId());
    assertThat(alerts.get(0).getOpenedAt()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(alerts.get(3).getOpenedAt()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(alerts.get(3).getUpdatedAt()).isEqualTo(Instant.ofEpochSecond(18));
  }

  @Test
  void withoutUpdateEveryOnlyChangesAreReported() {
    List<AnomalyAlert> alerts = track(quiet(""), "..aaaaaaaaaaaaaaaaaa.....");
    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void aResolutionSaysSinceWhenTheKeyIsNormalAndHasNoScore() {
    List<AnomalyAlert> alerts = track(quiet(""), "..aaaa..aa.....");
    AnomalyAlert last = alerts.get(alerts.size() - 1);
    assertThat(last.getNormalSince()).isEqualTo(Instant.ofEpochSecond(11));
    assertThat(last.getUpdatedAt()).isEqualTo(Instant.ofEpochSecond(15));
    assertThat(last.getScore()).isZero();
    assertThat(last.getPeakScore()).isEqualTo(3);
    assertThat(alerts.get(0).getNormalSince()).isNull();
  }

  @Test
  void whatComesBackSoonAfterItsResolutionReopensTheIncident() throws IOException {
    List<AnomalyAlert> alerts = track(quiet(""), "aa......aaA" + "a".repeat(9) + ".....");
    assertThat(alerts)
        .extracting(alert -> alert.getState() + " " + alert.getChange())
        .containsExactly(
            "OPEN null", "RESOLVED null", "UPDATE REOPENED", "UPDATE SEVERITY", "RESOLVED null");
    assertThat(alerts)
        .extracting(AnomalyAlert::getAlertId)
        .containsOnly(alerts.get(0).getAlertId());
    assertThat(alerts).extracting(AnomalyAlert::getSequence).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whatComesBackLaterOrWithoutReopenWithinIsAnotherIncident() {
    for (String policy : List.of("reopenWithin: 8s", "reopenWithin: 0s")) {
      assertThat(track(quiet(policy), "aa..............aa"))
          .as(policy)
          .extracting(AnomalyAlert::getState)
          .containsExactly(AlertState.OPEN, AlertState.RESOLVED, AlertState.OPEN);
    }
  }

  @Test
  void everyMessageSaysWhatSeverityTheOneBeforeGave() {
    assertThat(track(quiet(""), "aaAAaaaaaa....."))
        .extracting(AnomalyAlert::getPreviousSeverity)
        .containsExactly(null, Severity.LOW, Severity.HIGH);
  }

  @Test
  void aSeverityThatHasPassedIsForTheResolutionToSay() {
    assertThat(track(quiet(""), "aaaA....."))
        .extracting(alert -> alert.getState() + " " + alert.getSeverity())
        .containsExactly("OPEN LOW", "RESOLVED HIGH");
    assertThat(track(quiet(""), "aaaA12a....."))
        .extracting(alert -> alert.getState() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("OPEN 1", "UPDATE 7", "RESOLVED 12");
  }

  @Test
  void aRiseToMediumIsReportedAWindowAfterTheMessageBeforeAndAHigherOneSooner() {
    assertThat(track(longWindows(), "a" + "m".repeat(25) + "12" + "....."))
        .extracting(alert -> alert.getSeverity() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("LOW 1", "MEDIUM 21", "MEDIUM 31");
    assertThat(track(longWindows(), "a" + "m".repeat(5) + "A".repeat(25) + "12" + "....."))
        .extracting(alert -> alert.getSeverity() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("LOW 1", "HIGH 10", "HIGH 36");
  }

  @Test
  void windowsThatComeNearerToNormalCountAsOver() {
    assertThat(track(quiet(""), "AAAAAmab" + "12."))
        .extracting(alert -> alert.getState() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("OPEN 1", "RESOLVED 11");
    assertThat(track(quiet(""), "AAAAAAAA" + "12." + ".."))
        .extracting(alert -> alert.getState() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("OPEN 1", "RESOLVED 13");
  }

  @Test
  void whatHasComeBackFromAPauseIsOverWhenALongerOneHasPassed() throws IOException {
    String pause = ".".repeat(7);
    assertThat(track(longWindows(), "aa" + pause + "aa" + ".".repeat(20)))
        .extracting(alert -> alert.getState() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("OPEN 1", "RESOLVED 7", "UPDATE 10", "RESOLVED 25");
    // Never longer than a window.
    assertThat(track(longWindows(), "aa" + pause + pause + "aa" + ".".repeat(30)))
        .extracting(alert -> alert.getState() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("OPEN 1", "RESOLVED 7", "UPDATE 17", "RESOLVED 38");
  }

  @Test
  void aResolutionSaysSinceWhenTheKeyHasBeenCalm() {
    List<AnomalyAlert> alerts = track(quiet(""), "aaaa123...");
    assertThat(alerts.get(1).getState()).isEqualTo(AlertState.RESOLVED);
    assertThat(alerts.get(1).getNormalSince()).isEqualTo(Instant.ofEpochSecond(5));
  }

  private static DetectorDefinition longWindows() {
    return Definitions.parse(
        Definitions.PUMP
            .replace("updateEvery: 5s", "updateEvery: off")
            .replace("length: 4", "length: 20")
            .replace("warmup: 12", "warmup: 40"));
  }

  @Test
  void aFaultThatRisesToTheHighestSeverityTellsThatAtOnceAndNoStepOnTheWay() {
    assertThat(track(quiet(""), "aAXXXXXX....."))
        .extracting(alert -> alert.getState() + " " + alert.getUpdatedAt().getEpochSecond())
        .containsExactly("OPEN 1", "UPDATE 3", "RESOLVED 13");
  }

  /** Without updates that nothing calls for. */
  private static DetectorDefinition quiet(String policy) {
    return Definitions.parse(
        Definitions.PUMP.replace(
            "updateEvery: 5s", policy.isEmpty() ? "updateEvery: off" : policy));
  }

  @Test
  void aSecondIncidentHasAnotherId() {
    DetectorDefinition definition =
        Definitions.parse(
            Definitions.PUMP.replace("updateEvery: 5s", "updateEvery: 5s, reopenWithin: 0s"));
    List<AnomalyAlert> alerts = track(definition, "aa.....aa.....");
    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsExactly(
            AlertState.OPEN,
            AlertState.UPDATE,
            AlertState.RESOLVED,
            AlertState.OPEN,
            AlertState.UPDATE,
            AlertState.RESOLVED);
    assertThat(alerts.get(3).getAlertId()).isNotEqualTo(alerts.get(0).getAlertId());
    assertThat(alerts.get(3).getSequence()).isZero();
  }

  @Test
  void whatComesBackAtOnceIsTheSameIncident() {
    List<AnomalyAlert> alerts = track("aa....aa....aa.....");
    assertThat(alerts)
        .extracting(AnomalyAlert::getAlertId)
        .containsOnly(alerts.get(0).getAlertId());
    assertThat(alerts)
        .extracting(AnomalyAlert::getState)
        .containsOnlyOnce(AlertState.OPEN, AlertState.RESOLVED);
  }

  @Test
  void messagesExplainTheWorstWindow() throws IOException {
    IncidentTracker tracker = new IncidentTracker(definition, MODEL);
    IncidentState incident = new IncidentState();
    tracker.track(incident, verdict(1, 'a'));
    AnomalyAlert worst = Objects.requireNonNull(tracker.track(incident, verdict(2, 'X')));
    incident = restored(incident);
    AnomalyAlert last = null;
    for (int second = 3; second < 8; second++) {
      last = tracker.track(incident, verdict(second, '.'));
    }
    assertThat(Objects.requireNonNull(last).getState()).isEqualTo(AlertState.RESOLVED);
    assertThat(last.getFeatures()).isEqualTo(worst.getFeatures());
    assertThat(last.getSeverity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void theSameVerdictsGiveTheSameMessages() {
    assertThat(track("aaaa....aa...")).isEqualTo(track("aaaa....aa..."));
  }

  @Test
  void reportsASeverityThatHasRisenAndStaysAndNeverTakesItBack() {
    List<AnomalyAlert> alerts = track("aaAAaaaaaaa.....");
    assertThat(alerts)
        .extracting(AnomalyAlert::getSeverity)
        .containsExactly(Severity.LOW, Severity.HIGH, Severity.HIGH, Severity.HIGH);
    assertThat(alerts.get(1).getUpdatedAt()).isEqualTo(Instant.ofEpochSecond(6));
    assertThat(alerts.get(1).getChange()).isEqualTo(AlertChange.SEVERITY);
    assertThat(alerts.get(3).getPeakScore()).isEqualTo(20);
  }

  @Test
  void aRestoreInTheMiddleChangesNothing() throws IOException {
    List<AnomalyAlert> expected = track(VERDICTS);
    IncidentTracker tracker = new IncidentTracker(definition, MODEL);
    IncidentState incident = new IncidentState();
    List<AnomalyAlert> alerts = new ArrayList<>();
    for (int second = 1; second <= VERDICTS.length(); second++) {
      AnomalyAlert alert = tracker.track(incident, verdict(second, VERDICTS.charAt(second - 1)));
      if (alert != null) {
        alerts.add(alert);
      }
      incident = restored(incident);
    }
    assertThat(alerts).isEqualTo(expected);
  }

  @Test
  void anIncidentOfAForgottenKeyIsResolved() throws IOException {
    IncidentTracker tracker = new IncidentTracker(definition, MODEL);
    IncidentState incident = new IncidentState();
    assertThat(IncidentTracker.forget(incident, "pump", "p")).isNull();
    AnomalyAlert open = Objects.requireNonNull(tracker.track(incident, verdict(2, 'A')));
    tracker.track(incident, verdict(3, 'a'));
    AnomalyAlert last =
        Objects.requireNonNull(IncidentTracker.forget(restored(incident), "pump", "p"));
    assertThat(last.getState()).isEqualTo(AlertState.RESOLVED);
    assertThat(last.getAlertId()).isEqualTo(open.getAlertId());
    assertThat(last.getSequence()).isEqualTo(open.getSequence() + 1);
    assertThat(last.getUpdatedAt()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(last.getPeakScore()).isEqualTo(20);
    assertThat(last.getNote()).contains("forgotten");
  }

  @Test
  void scoresThatSettleEndTheIncidentInANewNormal() {
    DetectorDefinition settling = settlingAfter("20s");
    List<AnomalyAlert> alerts = track(settling, "..aAaAAaaa" + "a".repeat(60));
    AnomalyAlert last = alerts.get(alerts.size() - 1);
    assertThat(last.getState()).isEqualTo(AlertState.NEW_NORMAL);
    assertThat(last.getUpdatedAt().getEpochSecond()).isBetween(25L, 36L);
    assertThat(alerts).extracting(AnomalyAlert::getState).doesNotContain(AlertState.RESOLVED);
  }

  @Test
  void scoresThatRiseOrResolveAreNoNewNormal() {
    assertThat(track(settlingAfter("20s"), "aaaa.....".repeat(10)))
        .extracting(AnomalyAlert::getState)
        .doesNotContain(AlertState.NEW_NORMAL);
    Settling rising = new Settling();
    for (int second = 0; second < 200; second++) {
      assertThat(rising.add(second * 1000L, Math.log1p(3 * Math.pow(1.1, second)), 20_000))
          .isFalse();
    }
    assertThat(track(definition, "a".repeat(100)))
        .extracting(AnomalyAlert::getState)
        .doesNotContain(AlertState.NEW_NORMAL);
  }

  private static DetectorDefinition settlingAfter(String duration) {
    return Definitions.parse(
        Definitions.PUMP.replace("updateEvery: 5s", "newNormalAfter: " + duration));
  }

  @Test
  void explainsTheScoreInRawUnitsLargestShareFirst() {
    AnomalyAlert alert = track("aa").get(0);
    assertThat(alert.getFeatures()).extracting("feature").containsExactly("pressure", "current");
    assertThat(alert.getFeatures().get(0).getObserved()).isEqualTo(7);
    assertThat(alert.getFeatures().get(0).getExpected()).isEqualTo(3);
    assertThat(alert.getFeatures().get(0).getShare()).isCloseTo(0.75, within(1e-9));
    assertThat(alert.getFeatures().get(1).getUnit()).isEqualTo("A");
    assertThat(alert.getSources().get(0).getFirstOffset()).isEqualTo(11);
    assertThat(alert.getModel().getName()).isEqualTo("tiny");
  }

  /**
   * '.' is a normal window, '1' to '3' are the calm ones that end it, 'b' and 'a' are a little, 'm'
   * is more, 'A' one far and 'X' one very far above the threshold; one a second.
   */
  private List<AnomalyAlert> track(String verdicts) {
    return track(definition, verdicts);
  }

  private List<AnomalyAlert> track(DetectorDefinition definition, String verdicts) {
    IncidentTracker tracker = new IncidentTracker(definition, MODEL);
    IncidentState incident = new IncidentState();
    List<AnomalyAlert> alerts = new ArrayList<>();
    for (int second = 1; second <= verdicts.length(); second++) {
      AnomalyAlert alert = tracker.track(incident, verdict(second, verdicts.charAt(second - 1)));
      if (alert != null) {
        alerts.add(alert);
      }
      if (alert != null && alert.getState() == AlertState.NEW_NORMAL) {
        return alerts; // the host forgets the incident
      }
    }
    return alerts;
  }

  private static Verdict verdict(int second, char c) {
    Window window =
        new Window(
            "pump",
            "p",
            Window.Phase.LIVE,
            second * 1000L - 4000,
            second * 1000L,
            new float[8],
            new double[] {1, 7},
            null,
            0,
            List.of(new OffsetRange(0, 11, 14)));
    float score =
        switch (c) {
          case '.' -> 1;
          case 'b', '1', '2', '3' -> 2;
          case 'a' -> 3;
          case 'm' -> 6;
          case 'A' -> 20;
          default -> 100;
        };
    return new Verdict(
        new ScoredWindow(window, score, new float[] {1, 3}, new float[] {0.5f, 4}, new float[0]),
        Math.log1p(score),
        new LevelTail(0.5, 0.2, 0.1),
        true,
        score,
        score,
        2,
        1,
        0.01,
        c != '.' && c != '3',
        c >= '1' && c <= '3' ? c - '0' : 0,
        Double.NaN,
        Double.NaN);
  }

  private static IncidentState restored(IncidentState incident) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    incident.write(new DataOutputStream(bytes));
    return IncidentState.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
