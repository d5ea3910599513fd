package io.tidemark.export.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.tick.Observation;
import io.tidemark.export.preview.HostHistory;
import io.tidemark.export.preview.HostHistory.Fault;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.window.RowSelection;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KnownIncidentsTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  /** Incidents of minutes 200 to 230, opened at 205, of which people may say something. */
  private static KnownIncidents incidents(AlertState end, Verdict... feedback) {
    List<AlertFeedback> said = new ArrayList<>();
    for (Verdict verdict : feedback) {
      said.add(feedback("one", verdict));
    }
    return KnownIncidents.of("hosts", List.of(opened(), alert("one", 1, end, 230)), said);
  }

  @Test
  void feedbackThatIsWithdrawnIsAsIfNobodyHadSaidAnything() {
    AlertFeedback withdrawal = feedback("one", Verdict.NOISE);
    withdrawal.setWithdrawn(true);
    List<AlertFeedback> said = List.of(feedback("one", Verdict.NOISE), withdrawal);
    KnownIncidents incidents = KnownIncidents.of("hosts", List.of(opened()), said);

    assertThat(incidents.all().get(0).feedback()).isNull();
    assertThat(incidents.abnormal()).isEqualTo(1);
  }

  private static AnomalyAlert opened() {
    return alert("one", 0, AlertState.OPEN, 205);
  }

  private static AnomalyAlert alert(String id, int sequence, AlertState state, int minute) {
    return AnomalyAlert.newBuilder()
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .setAlertId(id)
        .setSequence(sequence)
        .setState(state)
        .setDetector("hosts")
        .setKey("a")
        .setSeverity(Severity.LOW)
        .setOpenedAt(minute(205))
        .setUpdatedAt(minute(minute))
        .setWindowStart(minute(minute).minus(WINDOW))
        .setWindowEnd(minute(minute))
        .setScore(1)
        .setPeakScore(1)
        .setThreshold(1)
        .setPValue(1)
        .setFeatures(List.of())
        .setImputedShare(0)
        .setModel(new ModelIdentity("hosts", "1", "ab", "CPU"))
        .setSources(List.of())
        .build();
  }

  private static AlertFeedback feedback(String id, Verdict verdict) {
    return AlertFeedback.newBuilder()
        .setAlertId(id)
        .setSequence(0)
        .setDetector("hosts")
        .setKey("a")
        .setVerdict(verdict)
        .setTime(minute(300))
        .build();
  }

  private static Instant minute(int minute) {
    return HostHistory.START.plus(Duration.ofMinutes(minute));
  }

  private static boolean abnormal(KnownIncidents incidents, String key, int minute) {
    long millis = minute(minute).toEpochMilli();
    return incidents.abnormal(key, millis, millis + 1);
  }

  @Test
  void anIncidentIsLeftOutFromTheWindowThatOpenedItToItsEnd() {
    KnownIncidents incidents = incidents(AlertState.RESOLVED);
    assertThat(abnormal(incidents, "a", 194)).isFalse();
    assertThat(abnormal(incidents, "a", 195)).isTrue();
    assertThat(abnormal(incidents, "a", 229)).isTrue();
    assertThat(abnormal(incidents, "a", 230)).isFalse();
    assertThat(abnormal(incidents, "b", 210)).isFalse();
  }

  @Test
  void anOpenIncidentIsLeftOutToTheEnd() {
    KnownIncidents incidents = KnownIncidents.of("hosts", List.of(opened()), List.of());
    assertThat(abnormal(incidents, "a", 100_000)).isTrue();
  }

  @Test
  void whatEndedInANewNormalIsNormalUnlessPeopleCallItReal() {
    assertThat(abnormal(incidents(AlertState.NEW_NORMAL), "a", 210)).isFalse();
    assertThat(abnormal(incidents(AlertState.NEW_NORMAL, Verdict.REAL), "a", 210)).isTrue();
  }

  @Test
  void whatPeopleCallNoiseOrExpectedIsNormalAndTheirNewestWordCounts() {
    assertThat(abnormal(incidents(AlertState.RESOLVED, Verdict.NOISE), "a", 210)).isFalse();
    assertThat(abnormal(incidents(AlertState.RESOLVED, Verdict.EXPECTED), "a", 210)).isFalse();
    assertThat(abnormal(incidents(AlertState.RESOLVED, Verdict.NOISE, Verdict.REAL), "a", 210))
        .isTrue();
    assertThat(incidents(AlertState.RESOLVED, Verdict.REAL).all())
        .singleElement()
        .matches(KnownIncident::real);
  }

  @Test
  void incidentsOfOtherDetectorsAndOfMissingEventsAreNotThisOnes() {
    AnomalyAlert other = opened();
    other.setDetector("others");
    AnomalyAlert gap = opened();
    gap.setKind(AlertKind.GAP);
    assertThat(KnownIncidents.of("hosts", List.of(other, gap), List.of()).all()).isEmpty();
  }

  @Test
  void noWindowThatTouchesAnIncidentTrains() {
    List<Observation> history =
        new HostHistory().host("a", 400, Fault.NONE).host("b", 400, Fault.NONE).observations();
    KnownIncidents incidents = incidents(AlertState.RESOLVED);
    TrainingData data = new TrainingData(HostHistory.definition(), true);
    data.read(new NormalHistory("hosts", history, incidents), RowSelection.ALL);

    Map<String, Integer> windows = new TreeMap<>();
    data.windows()
        .byKey()
        .forEach(
            key ->
                key.forEach(
                    window -> {
                      windows.merge(window.key(), 1, Integer::sum);
                      assertThat(
                              incidents.abnormal(
                                  window.key(), window.startMillis(), window.endMillis()))
                          .isFalse();
                    }));
    assertThat(data.labelled()).isEqualTo(35);
    assertThat(windows).containsEntry("b", 391 - 0).containsEntry("a", 391 - 35 - 9);
  }
}
