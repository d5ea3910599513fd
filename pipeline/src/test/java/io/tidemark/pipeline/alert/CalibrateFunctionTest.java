package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.scoring.HeadOfChain;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
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
      assertThat(harness.driftChanges()).containsExactlyInAnyOrder("1 0", "1 0", "1 0", "1 0");
      Random random = new Random(5);
      for (int second = 400; second < 1400; second++) {
        harness.send(ScoredWindows.of("k0", second, Window.Phase.LIVE, 9 + random.nextFloat()));
      }
      assertThat(harness.driftChanges()).hasSize(5).contains("0 1");
      harness.send(ScoredWindows.forgotten("k0"));
      assertThat(harness.driftChanges()).hasSize(6).contains("-1 -1");
    }
  }

  @Test
  void aKeyThatIsBackInItsDistributionIsToldOf() throws Exception {
    try (var harness = open(detectors("quantile"), null)) {
      send(harness, 0, 300);
      for (int second = 300; second < 700; second++) {
        harness.send(ScoredWindows.of("k0", second, Window.Phase.LIVE, 9));
      }
      assertThat(harness.driftChanges()).last().isEqualTo("0 1");

      for (int second = 700; second < 1400; second++) {
        harness.send(ScoredWindows.of("k0", second, Window.Phase.LIVE, 0));
      }

      assertThat(harness.driftChanges()).hasSize(KEYS + 2).last().isEqualTo("0 -1");
    }
  }

  /** Only bytes that were written back are there for the next window. */
  @ParameterizedTest
  @ValueSource(strings = {"calibration: none\n", ""})
  void aBackendThatKeepsBytesChangesNoVerdictAndNothingThatIsToldOfDrift(String calibration)
      throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP + calibration);
    try (var heap = open(detectors, null);
        var bytes =
            CalibrateHarness.open(
                CalibrateHarness.function(detectors, false, false), "rocksdb", null)) {
      send(heap, 0, 310);
      send(bytes, 0, 310);

      assertThat(bytes.extractOutputValues())
          .usingRecursiveComparison()
          .isEqualTo(heap.extractOutputValues());
      assertThat(bytes.driftChanges()).containsExactly("1 0", "1 0", "1 0", "1 0");
    }
  }

  @Test
  void aForgottenKeyIsPassedOnAndLeavesNothingBehind() throws Exception {
    try (var harness = open(detectors("quantile"), null)) {
      for (int second = 0; second < 20; second++) {
        harness.send(
            ScoredWindows.of(
                "k0", second, second < 10 ? Window.Phase.CALIBRATION : Window.Phase.LIVE, 1));
      }
      assertThat(harness.numKeyedStateEntries()).isPositive();

      Verdict verdict = harness.judge(ScoredWindows.forgotten("k0"));

      assertThat(verdict.scored().window().phase()).isEqualTo(Window.Phase.FORGOTTEN);
      assertThat(verdict.scored().window().key()).isEqualTo("k0");
      assertThat(verdict.anomalous()).isFalse();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aKeyOfADetectorThatLeftTheConfigurationLeavesNothingBehind() throws Exception {
    OperatorSubtaskState saved;
    try (var harness = open(detectors("rate"), null)) {
      for (int second = 0; second < 20; second++) {
        harness.send(
            ScoredWindows.of(
                "k0", second, second < 10 ? Window.Phase.CALIBRATION : Window.Phase.LIVE, 1));
      }
      saved = harness.snapshot(1, 1);
    }
    Detectors others =
        PumpDetectors.in(folder, PumpDetectors.PUMP.replace("name: pump", "name: another"));
    try (var harness = open(others, saved)) {
      Verdict verdict = harness.judge(ScoredWindows.forgotten("k0"));

      assertThat(verdict.scored().window().phase()).isEqualTo(Window.Phase.FORGOTTEN);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void tellsEveryScoreWhereTheyAreAskedFor() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    try (var harness =
        CalibrateHarness.open(CalibrateHarness.function(detectors, true, false), null)) {
      Random random = new Random(1);
      for (int second = 0; second < 60; second++) {
        harness.send(
            ScoredWindows.of("k0", second, Window.Phase.CALIBRATION, 1 + random.nextFloat()));
      }
      Verdict calm = harness.judge(ScoredWindows.of("k0", 60, Window.Phase.LIVE, 1.5f));
      Verdict wild = harness.judge(ScoredWindows.of("k0", 61, Window.Phase.LIVE, 900));

      List<WindowScore> scores = harness.told(CalibrateFunction.SCORES);
      assertThat(scores).hasSize(62);
      WindowScore learned = scores.get(0);
      assertThat(learned.getScore()).isBetween(1.0, 2.0);
      assertThat(learned.getThreshold()).isNull();
      assertThat(learned.getPValue()).isNull();
      assertThat(learned.getAutoencoderScore()).isNull();
      assertThat(learned.getCompanionScore()).isNull();
      assertThat(learned.getAnomalous()).isFalse();
      assertThat(learned.getModelVersion()).isEqualTo("1");
      assertThat(learned.getDetector()).isEqualTo("pump");
      assertThat(learned.getKey()).isEqualTo("k0");
      assertThat(learned.getWindowStart()).isEqualTo(Instant.ofEpochSecond(-3));
      assertThat(learned.getWindowEnd()).isEqualTo(Instant.ofEpochSecond(1));
      assertTells(scores.get(60), calm);
      assertTells(scores.get(61), wild);
      assertThat(scores.get(60).getAnomalous()).isFalse();
      assertThat(scores.get(61).getAnomalous()).isTrue();
    }
  }

  private static void assertTells(WindowScore told, Verdict verdict) {
    assertThat(told.getScore()).isEqualTo(verdict.score());
    assertThat(told.getThreshold()).isEqualTo(verdict.threshold());
    assertThat(told.getPValue()).isEqualTo(verdict.pValue());
    assertThat(told.getAutoencoderScore()).isNotNull().isEqualTo(verdict.autoencoder());
    assertThat(told.getCompanionScore()).isNotNull().isEqualTo(verdict.companion());
  }

  @Test
  void tellsNoScoreWhereNobodyAsks() throws Exception {
    try (var harness = open(detectors("quantile"), null)) {
      send(harness, 0, 110);
      assertThat(harness.told(CalibrateFunction.SCORES)).isEmpty();
    }
  }

  @Test
  void aDefinitionThatCameByACommandJudgesUntilTheJobStartsFromBeforeIt() throws Exception {
    String yaml = PumpDetectors.PUMP + "calibration: none\n";
    Detectors detectors = PumpDetectors.in(folder, yaml);
    SeenMetrics subtask = new SeenMetrics();
    double configured;
    try (var head = new HeadOfChain(detectors, subtask.environment());
        var harness = chained(detectors, subtask)) {
      configured = firstThreshold(harness, "k0");

      head.define(
          ModelAction.CHANGE_DETECTOR,
          yaml.replace("quantile, quantile: 0.99, factor: 1.5", "fixed, value: 77"));

      assertThat(firstThreshold(harness, "k1")).isEqualTo(77).isNotEqualTo(configured);
    }
    try (var head = new HeadOfChain(detectors, subtask.environment());
        var harness = chained(detectors, subtask)) {
      assertThat(firstThreshold(harness, "k1")).isEqualTo(configured);
    }
  }

  private static double firstThreshold(CalibrateHarness harness, String key) throws Exception {
    for (int second = 0; second < 10; second++) {
      harness.send(ScoredWindows.of(key, second, Window.Phase.CALIBRATION, 1 + second));
    }
    return harness.judge(ScoredWindows.of(key, 10, Window.Phase.LIVE, 1)).threshold();
  }

  private Detectors detectors(String method) throws Exception {
    return PumpDetectors.in(
        folder,
        PumpDetectors.PUMP.replace("quantile, quantile: 0.99, factor: 1.5", method)
            + "calibration: none\n");
  }

  private static CalibrateHarness open(Detectors detectors, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return CalibrateHarness.open(CalibrateHarness.function(detectors, false, false), saved);
  }

  private static CalibrateHarness chained(Detectors detectors, SeenMetrics subtask)
      throws Exception {
    return CalibrateHarness.chained(
        CalibrateHarness.function(detectors, false, false), subtask.environment());
  }

  /** A hundred windows of warm-up and then live ones. */
  private static void send(CalibrateHarness harness, int from, int to) throws Exception {
    Random random = new Random(1);
    for (int second = 0; second < to; second++) {
      for (int key = 0; key < KEYS; key++) {
        float score = (float) Math.exp(random.nextGaussian());
        Window.Phase phase = second < 100 ? Window.Phase.CALIBRATION : Window.Phase.LIVE;
        if (second >= from) {
          harness.send(ScoredWindows.of("k" + key, second, phase, score));
        }
      }
    }
  }
}
