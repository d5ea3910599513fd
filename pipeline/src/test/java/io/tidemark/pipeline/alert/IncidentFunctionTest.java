package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.HeadOfChain;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.pipeline.window.WindowFunction;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentFunctionTest {
  private static final String SETTLING =
      PumpDetectors.PUMP.replace("updateEvery: 5s", "updateEvery: 1m, newNormalAfter: 8s");

  @TempDir Path folder;
  private SeenMetrics metrics = new SeenMetrics();

  @Test
  void anOpenIncidentOfAForgottenKeyIsResolved() throws Exception {
    try (var harness = open()) {
      send(harness, anomalous(1), anomalous(2));
      send(harness, forgotten());
      assertThat(told(harness)).containsExactly(AlertState.OPEN, AlertState.RESOLVED);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void anOpenIncidentOfADetectorThatLeftTheConfigurationIsResolved() throws Exception {
    OperatorSubtaskState saved;
    AnomalyAlert open;
    try (var harness = open()) {
      send(harness, anomalous(1), anomalous(2));
      open = harness.extractOutputValues().get(0);
      saved = harness.snapshot(1, 1);
    }
    metrics = new SeenMetrics();
    String another = PumpDetectors.PUMP.replace("name: pump", "name: another");
    try (var harness = open(another, saved)) {
      send(harness, forgotten());

      AnomalyAlert last = harness.extractOutputValues().get(0);
      assertThat(last.getState()).isEqualTo(AlertState.RESOLVED);
      assertThat(last.getAlertId()).isEqualTo(open.getAlertId());
      assertThat(last.getDetector()).isEqualTo("pump");
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aForgottenKeyInPeaceIsNoNews() throws Exception {
    try (var harness = open()) {
      send(harness, anomalous(1), forgotten());
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void openIncidentsAreCountedOverARestart() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open()) {
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
      send(harness, anomalous(1), anomalous(2));
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(1L);
      saved = harness.snapshot(1, 1);
    }
    metrics = new SeenMetrics();
    try (var harness = open(PumpDetectors.PUMP, saved)) {
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(1L);
      send(harness, forgotten());
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
      assertThat(metrics.count("alertsResolved")).isEqualTo(1);
    }
  }

  @Test
  void anIncidentThatNormalWindowsResolveLeavesNothingBehind() throws Exception {
    try (var harness = open()) {
      send(harness, anomalous(1), anomalous(2), normal(3), normal(4));
      assertThat(told(harness)).containsExactly(AlertState.OPEN);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

      send(harness, normal(5));

      assertThat(told(harness)).containsExactly(AlertState.OPEN, AlertState.RESOLVED);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(metrics.count("alertsOpened")).isEqualTo(1);
      assertThat(metrics.count("alertsResolved")).isEqualTo(1);
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
    }
  }

  @Test
  void aKeyInPeaceHasNoState() throws Exception {
    try (var harness = open()) {
      send(harness, normal(1), normal(2));
      assertThat(harness.numKeyedStateEntries()).isZero();

      send(harness, anomalous(3), normal(4));

      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aNormalWindowStartsTheCountAnew() throws Exception {
    try (var harness = open()) {
      send(harness, anomalous(1), normal(2), anomalous(3));
      assertThat(told(harness)).isEmpty();

      send(harness, anomalous(4));

      assertThat(told(harness)).containsExactly(AlertState.OPEN);
    }
  }

  @Test
  void aNewNormalIsAskedForWhereTheKeysWindowsAreUntilItIsForgottenThere() throws Exception {
    try (var windows = windows();
        var harness = open(SETTLING, null)) {
      settle(harness);
      assertThat(told(harness)).containsExactly(AlertState.OPEN, AlertState.NEW_NORMAL);
      assertThat(metrics.count("newNormals")).isEqualTo(1);
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);

      assertThat(forgets(windows)).isTrue();
      assertThat(forgets(windows)).isFalse();
      // it was in the air when the key was forgotten
      send(harness, normal(20));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      send(harness, forgotten());

      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(told(harness)).hasSize(2);
    }
  }

  @Test
  void aNewNormalIsAskedForAgainAfterARestart() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(SETTLING, null)) {
      settle(harness);
      saved = harness.snapshot(1, 1);
    }
    metrics = new SeenMetrics();
    try (var windows = windows();
        var harness = open(SETTLING, saved)) {
      assertThat(forgets(windows)).isFalse();

      send(harness, normal(20));

      assertThat(forgets(windows)).isTrue();
    }
  }

  @Test
  void aJobThatStartsFromBeforeANewNormalKnowsNothingOfIt() throws Exception {
    OperatorSubtaskState saved;
    try (var windows = windows();
        var harness = open(SETTLING, null)) {
      saved = windows.snapshot(1, 1);
      settle(harness);
      assertThat(told(harness)).endsWith(AlertState.NEW_NORMAL);
    }
    try (var windows = windows(saved);
        var harness = open(SETTLING, null)) {
      assertThat(forgets(windows)).isFalse();
    }
  }

  @Test
  void aDefinitionThatCameByACommandCountsUntilTheJobStartsFromBeforeIt() throws Exception {
    try (var head = new HeadOfChain(detectors(PumpDetectors.PUMP), metrics.environment());
        var harness = open()) {
      head.define(
          ModelAction.CHANGE_DETECTOR, PumpDetectors.PUMP.replace("openAfter: 2", "openAfter: 3"));
      send(harness, anomalous(1), anomalous(2));
      assertThat(told(harness)).isEmpty();
    }
    try (var head = new HeadOfChain(detectors(PumpDetectors.PUMP), metrics.environment());
        var harness = open()) {
      send(harness, anomalous(1), anomalous(2));
      assertThat(told(harness)).containsExactly(AlertState.OPEN);
    }
  }

  @Test
  void incidentsOfADetectorThatACommandHasAddedAreCounted() throws Exception {
    try (var head = new HeadOfChain(detectors(PumpDetectors.PUMP), metrics.environment());
        var harness = open()) {
      head.define(
          ModelAction.ADD_DETECTOR, PumpDetectors.PUMP.replace("name: pump", "name: other"));

      send(harness, verdict("other", 1, true), verdict("other", 2, true));

      assertThat(metrics.gauge("detector.other.openIncidents")).isEqualTo(1L);
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
    }
  }

  /** An incident whose scores stay where they are for the time that makes them a new normal. */
  private static void settle(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> harness)
      throws Exception {
    for (int second = 1; second < 12; second++) {
      send(harness, anomalous(second));
    }
  }

  /** The operator with the windows at the head of the chain, past the key's warm-up. */
  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window> windows()
      throws Exception {
    var windows = windows(null);
    for (Observation observation : SensorStream.noisy("p", 80, 99, 1)) {
      observe(windows, observation);
    }
    return windows;
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window> windows(
      @Nullable OperatorSubtaskState saved) throws Exception {
    var windows =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window>(
            new KeyedProcessOperator<>(
                new WindowFunction(detectors(SETTLING), Duration.ofMinutes(10))),
            observation -> new DetectorKey(observation.detector(), observation.key()),
            Types.KEY,
            metrics.environment());
    if (saved != null) {
      windows.initializeState(saved);
    }
    windows.open();
    return windows;
  }

  /** Whether the next observation finds that its key is to be forgotten. */
  private static boolean forgets(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window> windows)
      throws Exception {
    int before = windows.extractOutputValues().size();
    observe(windows, SensorStream.at("p", 80_000, 80, 10, 3));
    return windows.extractOutputValues().stream()
        .skip(before)
        .anyMatch(window -> window.phase() == Window.Phase.FORGOTTEN);
  }

  private static void observe(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Observation, Window> windows,
      Observation observation)
      throws Exception {
    windows.processElement(new StreamRecord<>(observation));
    windows.processWatermark(observation.eventTimeMillis() - 1);
  }

  private Detectors detectors(String yaml) throws Exception {
    return PumpDetectors.in(folder, yaml);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> open()
      throws Exception {
    return open(PumpDetectors.PUMP, null);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> open(
      String yaml, @Nullable OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert>(
            new KeyedProcessOperator<>(
                new IncidentFunction(
                    detectors(yaml), ModelFiles.local(), new Scoring(16, Duration.ofMillis(5)))),
            verdict ->
                new DetectorKey(
                    verdict.scored().window().detector(), verdict.scored().window().key()),
            Types.KEY,
            metrics.environment());
    harness.setup(Types.ALERT.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  private static Verdict anomalous(int second) {
    return verdict("pump", second, true);
  }

  private static Verdict normal(int second) {
    return verdict("pump", second, false);
  }

  private static Verdict verdict(String detector, int second, boolean anomalous) {
    ScoredWindow scored =
        ScoredWindows.of(detector, "p", second, Window.Phase.LIVE, anomalous ? 9 : 1);
    return new Verdict(scored, 2, 0.01, anomalous);
  }

  private static Verdict forgotten() {
    return new Verdict(ScoredWindows.forgotten("p"), Double.NaN, Double.NaN, false);
  }

  private static void send(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> harness,
      Verdict... verdicts)
      throws Exception {
    for (Verdict verdict : verdicts) {
      harness.processElement(new StreamRecord<>(verdict));
    }
  }

  private static List<AlertState> told(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> harness) {
    return harness.extractOutputValues().stream().map(AnomalyAlert::getState).toList();
  }
}
