package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
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
  @TempDir Path folder;
  private SeenMetrics metrics = new SeenMetrics();

  @Test
  void anOpenIncidentOfAForgottenKeyIsResolved() throws Exception {
    try (var harness = open()) {
      harness.processElement(new StreamRecord<>(anomalous(1)));
      harness.processElement(new StreamRecord<>(anomalous(2)));
      harness.processElement(new StreamRecord<>(forgotten()));
      assertThat(harness.extractOutputValues())
          .extracting(AnomalyAlert::getState)
          .containsExactly(AlertState.OPEN, AlertState.RESOLVED);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aForgottenKeyInPeaceIsNoNews() throws Exception {
    try (var harness = open()) {
      harness.processElement(new StreamRecord<>(anomalous(1)));
      harness.processElement(new StreamRecord<>(forgotten()));
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void openIncidentsAreCountedOverARestart() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open()) {
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
      harness.processElement(new StreamRecord<>(anomalous(1)));
      harness.processElement(new StreamRecord<>(anomalous(2)));
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(1L);
      saved = harness.snapshot(1, 1);
    }
    metrics = new SeenMetrics();
    try (var harness = open(saved)) {
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(1L);
      harness.processElement(new StreamRecord<>(forgotten()));
      assertThat(metrics.gauge("detector.pump.openIncidents")).isEqualTo(0L);
      assertThat(metrics.count("alertsResolved")).isEqualTo(1);
    }
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> open()
      throws Exception {
    return open(null);
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert> open(
      @Nullable OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, Verdict, AnomalyAlert>(
            new KeyedProcessOperator<>(
                new IncidentFunction(
                    PumpDetectors.in(folder, PumpDetectors.PUMP),
                    ModelFiles.local(),
                    new Scoring(16, Duration.ofMillis(5)))),
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
    long end = second * 1000L;
    Window window =
        new Window(
            "pump",
            "p",
            Window.Phase.LIVE,
            end - 4000,
            end,
            new float[8],
            new float[2],
            null,
            0,
            List.of());
    return new Verdict(
        new ScoredWindow(window, 9, new float[] {1, 1}, new float[] {1, 1}, new float[0]),
        2,
        0.01,
        true);
  }

  private static Verdict forgotten() {
    return new Verdict(
        new ScoredWindow(
            Window.forgotten("pump", "p"), 0, new float[0], new float[0], new float[0]),
        Double.NaN,
        Double.NaN,
        false);
  }
}
