package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.NotBefore;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job whose topic holds 200 s of the past: warm-up of 30 s, two minutes of verdicts. */
class AlertStartTest {
  private static final String YAML = PumpDetectors.PUMP.replace("warmup: 60", "warmup: 30");
  private static final long BEGIN = 1_700_000_000_000L;
  private static final int PAST = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aFaultOfThePastIsNotSentAndALaterOneIsWithoutANewWarmUp(String backend) throws Exception {
    try (DetectHarness harness = open(backend, YAML, start(), null)) {
      send(harness, 0, PAST, 100);
      assertThat(harness.alerts()).isEmpty();
      int before = harness.scores().size();
      send(harness, PAST, PAST + 100, PAST + 40);
      harness.barrier();

      assertThat(harness.scores().subList(before, harness.scores().size()))
          .allMatch(score -> score.getThreshold() != null);
      assertThat(harness.alerts().get(0).getState()).isEqualTo(AlertState.OPEN);
      assertThat(harness.alerts().get(0).getOpenedAt()).isBetween(at(PAST + 40), at(PAST + 46));
      assertThat(opened(harness)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aFaultThatLastsWhenThePastHasBeenReadIsSentAsOneThatOpensWithItsTrueStart(String backend)
      throws Exception {
    OperatorSubtaskState saved;
    try (DetectHarness harness = open(backend, YAML, start(), null)) {
      send(harness, 0, PAST - 9, PAST - 20); // jumps 20 s before the end of the past
      saved = harness.barrier();
      assertThat(harness.alerts()).isEmpty();
    }
    AlertStart resubmitted = new AlertStart(NotBefore.START, at(PAST + 10_000));
    try (DetectHarness harness = open(backend, YAML, resubmitted, saved)) {
      harness.logIsReadTo(at(PAST).toEpochMilli() - 1);
      assertThat(harness.alerts()).isEmpty();
      harness.logIsReadTo(at(PAST).toEpochMilli());
      assertThat(harness.alerts()).hasSize(1);
      AnomalyAlert opening = harness.alerts().get(0);
      assertThat(opening.getState()).isEqualTo(AlertState.OPEN);
      assertThat(opening.getSequence()).isZero();
      assertThat(opening.getOpenedAt()).isBetween(at(PAST - 20), at(PAST - 14));
      assertThat(opening.getUpdatedAt()).isAfter(opening.getOpenedAt());

      send(harness, PAST, PAST + 60, Integer.MAX_VALUE);

      List<AnomalyAlert> incident =
          harness.alerts().stream()
              .filter(alert -> alert.getAlertId().equals(opening.getAlertId()))
              .toList();
      assertThat(incident.get(incident.size() - 1).getState()).isEqualTo(AlertState.RESOLVED);
      assertThat(incident)
          .extracting(AnomalyAlert::getSequence)
          .isEqualTo(counting(incident.size()));
    }
  }

  @Test
  void aSilenceOfThePastIsNotSentAndOneThatLastsIs() throws Exception {
    String yaml = YAML + "health: {gap: 30s, flatLine: off}\n";
    try (DetectHarness harness = open("heap", yaml, start(), null)) {
      send(harness, 0, 50, Integer.MAX_VALUE);
      send(harness, 100, 120, Integer.MAX_VALUE); // silent for 50 s
      harness.logIsReadTo(at(PAST).toEpochMilli() - 1); // silent since, for 80 s
      assertThat(harness.alerts()).isEmpty();
      harness.logIsReadTo(at(PAST).toEpochMilli());

      assertThat(harness.alerts()).hasSize(1);
      assertThat(harness.alerts().get(0).getKind()).isEqualTo(AlertKind.GAP);
      assertThat(harness.alerts().get(0).getState()).isEqualTo(AlertState.OPEN);
    }
  }

  @Test
  void theSameAlertsAreSentHoweverFarTimersAreBehindTheEvents() throws Exception {
    String yaml = YAML + "health: {gap: 30s, flatLine: off}\n";
    List<List<AnomalyAlert>> runs = new ArrayList<>();
    for (boolean timersInTime : new boolean[] {true, false}) {
      try (DetectHarness harness = open("heap", yaml, start(), null)) {
        for (Observation event : stream(0, PAST - 60, PAST - 70)) {
          harness.send(event);
        }
        if (timersInTime) {
          harness.logIsReadTo(at(PAST + 30).toEpochMilli());
        }
        for (Observation event : stream(PAST + 31, PAST + 90, Integer.MAX_VALUE)) {
          harness.send(event);
        }
        harness.barrier();
        runs.add(List.copyOf(harness.alerts()));
      }
    }
    assertThat(runs.get(0)).extracting(AnomalyAlert::getState).contains(AlertState.OPEN);
    assertThat(runs.get(1)).isEqualTo(runs.get(0));
  }

  @Test
  void aJobThatStartedBeforeItsStateKnewOfTheDetectorTakesItsFirstStart() throws Exception {
    String other = YAML.replace("name: pump", "name: other");
    OperatorSubtaskState saved;
    try (DetectHarness harness = open("heap", other, start(), null)) {
      saved = harness.barrier();
    }
    Detectors both = PumpDetectors.in(folder, YAML, other);
    AlertStart second = new AlertStart(NotBefore.START, at(2 * PAST));
    try (DetectHarness harness = DetectHarness.open("heap", both, second, saved)) {
      send(harness, 0, 2 * PAST, PAST + 50); // of the detector that is new
      assertThat(harness.alerts()).isEmpty();
      send(harness, 2 * PAST, 2 * PAST + 60, 2 * PAST + 20);
      harness.barrier();
      assertThat(opened(harness)).hasSize(1);
    }
  }

  @Test
  void withoutALimitAFaultOfThePastIsSent() throws Exception {
    try (DetectHarness harness =
        open("heap", YAML, new AlertStart(NotBefore.NONE, at(PAST)), null)) {
      send(harness, 0, PAST, 100);
      assertThat(opened(harness)).hasSize(1);
    }
  }

  private static AlertStart start() {
    return new AlertStart(NotBefore.START, at(PAST));
  }

  private DetectHarness open(
      String backend, String yaml, AlertStart alertStart, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return DetectHarness.open(backend, PumpDetectors.in(folder, yaml), alertStart, saved);
  }

  private static Instant at(int second) {
    return Instant.ofEpochMilli(BEGIN + second * 1000L);
  }

  /** Seconds of a pump, from one to another, with a jump of ten seconds. */
  private static List<Observation> stream(int from, int to, int jumpAt) {
    return SensorStream.noisy("a", to, jumpAt, 3).subList(from, to).stream()
        .map(
            event ->
                SensorStream.at(
                    "a", BEGIN + event.eventTimeMillis(), event.source().offset(), event.values()))
        .toList();
  }

  private static void send(DetectHarness harness, int from, int to, int jumpAt) throws Exception {
    harness.sendAll(stream(from, to, jumpAt));
  }

  private static List<AnomalyAlert> opened(DetectHarness harness) {
    return harness.alerts().stream().filter(alert -> alert.getState() == AlertState.OPEN).toList();
  }

  private static List<Integer> counting(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    return numbers;
  }
}
