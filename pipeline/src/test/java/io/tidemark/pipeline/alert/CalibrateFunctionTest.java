package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrateFunctionTest {
  private static final int KEYS = 4;

  @TempDir Path folder;

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate, alertsPerDay: 500",
        "spot",
        "dspot",
        "quantile, quantile: 0.9, factor: 1",
        "dquantile, depth: 50"
      })
  void aRestoreInTheMiddleChangesNoThreshold(String method) throws Exception {
    Detectors detectors = detectors(method);
    List<Verdict> expected;
    try (var whole = open(detectors, null)) {
      send(whole, 0, 400);
      expected = whole.extractOutputValues();
    }
    List<Verdict> found = new ArrayList<>();
    OperatorSubtaskState saved;
    try (var first = open(detectors, null)) {
      send(first, 0, 200);
      found.addAll(first.extractOutputValues());
      saved = first.snapshot(1, 1);
    }
    try (var second = open(detectors, saved)) {
      send(second, 200, 400);
      found.addAll(second.extractOutputValues());
    }
    assertThat(found).hasSize(KEYS * 300);
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void tellsOnceOfEachKeyWhetherItHasDrifted() throws Exception {
    try (var harness = open(detectors("quantile"), null)) {
      send(harness, 0, 400);
      assertThat(changes(harness)).containsExactlyInAnyOrder("1 0", "1 0", "1 0", "1 0");
      Random random = new Random(5);
      for (int second = 400; second < 1400; second++) {
        harness.processElement(
            new StreamRecord<>(scored("k0", second, Window.Phase.LIVE, 9 + random.nextFloat())));
      }
      assertThat(changes(harness)).hasSize(5).contains("0 1");
      harness.processElement(
          new StreamRecord<>(
              new ScoredWindow(
                  Window.forgotten("pump", "k0"), 0, new float[0], new float[0], new float[0])));
      assertThat(changes(harness)).hasSize(6).contains("-1 -1");
    }
  }

  private static List<String> changes(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict> harness) {
    List<String> changes = new ArrayList<>();
    for (StreamRecord<FleetDrift.Change> record : harness.getSideOutput(CalibrateFunction.DRIFT)) {
      changes.add(record.getValue().known() + " " + record.getValue().drifted());
    }
    return changes;
  }

  private Detectors detectors(String method) throws Exception {
    return PumpDetectors.in(
        folder,
        PumpDetectors.PUMP.replace("quantile, quantile: 0.99, factor: 1.5", method)
            + "calibration: none\n");
  }

  private static KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict> open(
      Detectors detectors, @Nullable OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict>(
            new KeyedProcessOperator<>(
                new CalibrateFunction(
                    detectors, ModelFiles.local(), new Scoring(16, Duration.ofMillis(5)), false)),
            scored -> new DetectorKey(scored.window().detector(), scored.window().key()),
            Types.KEY);
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  /** A hundred windows of warm-up and then live ones. */
  private static void send(
      KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict> harness,
      int from,
      int to)
      throws Exception {
    Random random = new Random(1);
    for (int second = 0; second < to; second++) {
      for (int key = 0; key < KEYS; key++) {
        float score = (float) Math.exp(random.nextGaussian());
        Window.Phase phase = second < 100 ? Window.Phase.CALIBRATION : Window.Phase.LIVE;
        if (second >= from) {
          harness.processElement(new StreamRecord<>(scored("k" + key, second, phase, score)));
        }
      }
    }
  }

  private static ScoredWindow scored(String key, int second, Window.Phase phase, float score) {
    long end = (second + 1) * 1000L;
    Window window =
        new Window(
            "pump", key, phase, end - 4000, end, new float[8], new float[2], null, 0, List.of());
    return new ScoredWindow(window, score, new float[2], new float[2], new float[0]);
  }
}
