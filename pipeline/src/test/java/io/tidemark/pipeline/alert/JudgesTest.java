package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.calibration.AlertBudget;
import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.scoring.HeadOfChain;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rate of alerts, kept by subtasks together. */
class JudgesTest {
  private static final String PUMP =
      PumpDetectors.PUMP.replace("quantile, quantile: 0.99, factor: 1.5", "rate, alertsPerDay: 500")
          + "calibration: none\n";
  private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3");

  /** When the second of two anomalous windows opens an incident. */
  private static final int OPENED = 31;

  private static final int LATEST = 39;

  /** Windows that a key learns when it learns again: what a warm-up of 60 ticks gives. */
  private static final int LEARNT = 57;

  @TempDir Path folder;
  private Detectors detectors;

  @BeforeEach
  void define() throws Exception {
    detectors = PumpDetectors.in(folder, PUMP, PUMP.replace("name: pump", "name: other"));
  }

  @Test
  void aBudgetIsAsStrictAsBeforeARestartAndThatOfAnotherDetectorToo() throws Exception {
    try (var undisturbed = spent(detectors)) {
      OperatorSubtaskState saved = undisturbed.snapshot(1, 1);
      try (var restored = CalibrateHarness.open(function(detectors), saved)) {
        for (String detector : List.of("pump", "other")) {
          ScoredWindow next = ScoredWindows.of(detector, "k0", LATEST, Window.Phase.LIVE, 1);
          assertThat(restored.judge(next).threshold())
              .as(detector)
              .isEqualTo(undisturbed.judge(next).threshold());
        }
      }
    }
  }

  /** As many keys fewer as alerts fewer leave the level where it was. */
  @Test
  void aBudgetIsDividedAsTheKeysAre() throws Exception {
    try (var whole = spent(detectors)) {
      OperatorSubtaskState saved = whole.snapshot(1, 1);
      for (int subtask = 0; subtask < 2; subtask++) {
        OperatorSubtaskState half =
            CalibrateHarness.repartitionOperatorState(
                saved, CalibrateHarness.MAX_PARALLELISM, 1, 2, subtask);
        try (var harness = CalibrateHarness.open(function(detectors), 2, subtask, half)) {
          for (String key : KEYS) {
            if (subtask(key, 2) == subtask) {
              ScoredWindow next = ScoredWindows.of(key, LATEST, Window.Phase.LIVE, 1);
              assertThat(harness.judge(next).threshold())
                  .isCloseTo(whole.judge(next).threshold(), within(1e-9));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 0.5", "128, 0.0078125"})
  void aSubtaskMaySpendWhatItsKeyGroupsAreOfAll(int parallelism, double share) throws Exception {
    int subtask = subtask("k0", parallelism);
    try (var harness = CalibrateHarness.open(function(detectors), parallelism, subtask, null)) {
      warmUp(harness, "pump", "k0");
      ScoredWindow next = ScoredWindows.of("k0", 20, Window.Phase.LIVE, 1);
      assertThat(harness.judge(next).threshold()).isEqualTo(byItself(share, next));
    }
  }

  /** Threshold of a key that a host with this share of all keys judges, and no other. */
  private double byItself(double share, ScoredWindow next) {
    try (OnnxModel model = OnnxModel.open(pump().model().path(), ProviderPreference.CPU)) {
      ScoreJudge judge = new ScoreJudge(pump(), model.metadata(), model.digest(), share);
      KeyCalibration calibration = new KeyCalibration();
      for (int second = 0; second < 20; second++) {
        judge.learn(calibration, warm("pump", "k0", second));
      }
      return judge.judge(calibration, new KeyLevel(), next).threshold();
    }
  }

  @Test
  void whatAForgottenKeyMightHaveSpentIsForTheOthers() throws Exception {
    assertThat(thresholdWithout("k3")).isLessThan(thresholdWithout());
  }

  @Test
  void aForgottenKeyThatNeverHadAVerdictTakesNothingAlong() throws Exception {
    assertThat(thresholdWithout("a stranger")).isEqualTo(thresholdWithout());
  }

  /** Of the first key's next window, where these keys have been forgotten before it. */
  private double thresholdWithout(String... forgotten) throws Exception {
    try (var harness = spent(detectors)) {
      for (String key : forgotten) {
        harness.send(ScoredWindows.forgotten(key));
      }
      return harness.judge(ScoredWindows.of("k0", LATEST, Window.Phase.LIVE, 1)).threshold();
    }
  }

  @Test
  void aForgottenKeyThatNeverLeftItsWarmUpTakesNothingAlong() throws Exception {
    try (var harness = spent(detectors);
        var undisturbed = spent(detectors)) {
      harness.send(ScoredWindows.of("a stranger", LATEST, Window.Phase.WARM_UP, 1));
      harness.send(ScoredWindows.forgotten("a stranger"));

      ScoredWindow next = ScoredWindows.of("k0", LATEST, Window.Phase.LIVE, 1);
      assertThat(harness.judge(next).threshold()).isEqualTo(undisturbed.judge(next).threshold());
    }
  }

  @Test
  void aForgottenKeyOfAPromotedModelLeavesThatModelsBudget() throws Exception {
    byte[] file = TinyModel.of(pump()).withGoldenShift(1e-6).bytes();
    String promoted = PumpDetectors.digest(file);
    ScoredWindow next = ScoredWindows.of("k0", LATEST, Window.Phase.LIVE, 1).by(promoted, false);
    try (SharedModel held =
            SharedModel.acquire(promoted, file, Placement.of(ProviderPreference.CPU));
        var harness = CalibrateHarness.open(steered(), null);
        var undisturbed = CalibrateHarness.open(steered(), null)) {
      for (CalibrateHarness each : List.of(harness, undisturbed)) {
        for (String key : KEYS) {
          for (int second = 0; second < 20; second++) {
            each.send(warm("pump", key, second).by(promoted, false));
          }
          each.send(ScoredWindows.of(key, 20, Window.Phase.LIVE, 0.1f).by(promoted, false));
        }
      }

      harness.send(ScoredWindows.forgotten("k3"));

      assertThat(harness.judge(next).threshold()).isLessThan(undisturbed.judge(next).threshold());
    }
  }

  @Test
  void keysThatAnotherModelTeachesAgainCountInItsBudget() throws Exception {
    OperatorSubtaskState saved = savedAfterAnIncident();
    Files.write(pump().model().path(), TinyModel.of(pump()).withGoldenShift(1e-6).bytes());
    try (var restored = CalibrateHarness.open(function(detectors), saved);
        var fresh = CalibrateHarness.open(function(detectors), null)) {
      for (String key : KEYS) {
        for (int second = 0; second < LEARNT; second++) {
          ScoredWindow normal = warm("pump", key, second);
          restored.send(ScoredWindows.of(key, second, Window.Phase.LIVE, normal.score()));
          fresh.send(normal);
        }
      }
      for (String key : KEYS) {
        ScoredWindow next = ScoredWindows.of(key, LATEST, Window.Phase.LIVE, 1);
        assertThat(restored.judge(next).threshold()).isEqualTo(fresh.judge(next).threshold());
      }
    }
  }

  @Test
  void aModelThatComesBackCountsItsKeysOnce() throws Exception {
    byte[] first = Files.readAllBytes(pump().model().path());
    byte[] second = TinyModel.of(pump()).withGoldenShift(1e-6).bytes();
    OperatorSubtaskState before = savedAfterAnIncident();
    Files.write(pump().model().path(), second);
    OperatorSubtaskState between;
    try (var harness = CalibrateHarness.open(function(detectors), before)) {
      learnAgain(harness, KEYS);
      between = harness.snapshot(2, 2);
    }
    Files.write(pump().model().path(), first);
    try (var back = CalibrateHarness.open(function(detectors), between)) {
      learnAgain(back, KEYS);

      assertThat(keysOf(back, first)).isEqualTo(KEYS.size());
      assertThat(keysOf(back, second)).isZero();
    }
  }

  /** All keys judged by the first model. */
  private OperatorSubtaskState savedAfterAnIncident() throws Exception {
    try (var harness = spent(detectors)) {
      return harness.snapshot(1, 1);
    }
  }

  /** Keys that count in the budget of the pump's model. */
  private static double keysOf(CalibrateHarness harness, byte[] model) throws Exception {
    return harness.budgets().stream()
        .filter(budget -> budget.name().equals("pump/" + PumpDetectors.digest(model)))
        .mapToDouble(AlertBudget.Saved::keys)
        .sum();
  }

  /** Each key learns as many live windows as it must and has a verdict then. */
  private static void learnAgain(CalibrateHarness harness, List<String> keys) throws Exception {
    for (String key : keys) {
      for (int second = 0; second < LEARNT; second++) {
        float score = warm("pump", key, second).score();
        harness.send(ScoredWindows.of(key, second, Window.Phase.LIVE, score));
      }
      int before = harness.extractOutputValues().size();
      harness.send(ScoredWindows.of(key, LATEST, Window.Phase.LIVE, 1));
      assertThat(harness.extractOutputValues()).hasSize(before + 1);
    }
  }

  @Test
  void aForgottenKeyLeavesTheBudgetOfTheModelThatJudgedItLast() throws Exception {
    byte[] first = Files.readAllBytes(pump().model().path());
    byte[] second = TinyModel.of(pump()).withGoldenShift(1e-6).bytes();
    OperatorSubtaskState saved = savedAfterAnIncident();
    Files.write(pump().model().path(), second);
    try (var harness = CalibrateHarness.open(function(detectors), saved)) {
      learnAgain(harness, List.of("k0", "k1"));
      assertThat(keysOf(harness, first)).isEqualTo(2);

      harness.send(ScoredWindows.forgotten("k3"));

      assertThat(keysOf(harness, first)).isEqualTo(1);
      assertThat(keysOf(harness, second)).isEqualTo(2);
    }
  }

  @Test
  void aForgottenKeyLeavesTheBudgetOfTheModelInTheShadowToo() throws Exception {
    byte[] file = TinyModel.of(pump()).withGoldenShift(1e-6).bytes();
    String shadow = PumpDetectors.digest(file);
    String serving = PumpDetectors.digest(Files.readAllBytes(pump().model().path()));
    try (SharedModel held =
            SharedModel.acquire(shadow, file, Placement.of(ProviderPreference.CPU));
        var harness = CalibrateHarness.open(steered(), null)) {
      for (int second = 0; second <= LEARNT; second++) {
        ScoredWindow window = warm("pump", "k0", second);
        if (second == LEARNT) {
          window = ScoredWindows.of("k0", second, Window.Phase.LIVE, 1);
        }
        harness.send(window.by(serving, false));
        harness.send(window.by(shadow, true));
      }
      assertThat(keysOf(harness, file)).isEqualTo(1);

      harness.send(ScoredWindows.forgotten("k0"));

      assertThat(keysOf(harness, file)).isZero();
    }
  }

  @Test
  void theBudgetOfAModelOutlivesARunThatNeverMeetsIt() throws Exception {
    ScoredWindow next = ScoredWindows.of("k0", LATEST, Window.Phase.LIVE, 1);
    byte[] model = Files.readAllBytes(pump().model().path());
    OperatorSubtaskState saved;
    double undisturbed;
    try (var harness = spent(detectors)) {
      saved = harness.snapshot(1, 1);
      undisturbed = harness.judge(next).threshold();
    }
    Files.write(pump().model().path(), TinyModel.of(pump()).withGoldenShift(1e-6).bytes());
    try (var another = CalibrateHarness.open(function(detectors), saved)) {
      saved = another.snapshot(2, 2);
    }
    Files.write(pump().model().path(), model);
    try (var back = CalibrateHarness.open(function(detectors), saved)) {
      assertThat(back.judge(next).threshold()).isEqualTo(undisturbed);
    }
  }

  @Test
  void aDetectorThatIsDefinedAnewKeepsItsBudget() throws Exception {
    ScoredWindow next = ScoredWindows.of("k0", LATEST, Window.Phase.LIVE, 1);
    SeenMetrics subtask = new SeenMetrics();
    try (var undisturbed = spent(detectors);
        var head = new HeadOfChain(detectors, subtask.environment());
        var harness = CalibrateHarness.chained(function(detectors), subtask.environment())) {
      spend(harness);

      head.define(ModelAction.CHANGE_DETECTOR, PUMP.replace("resolveAfter: 3", "resolveAfter: 4"));

      assertThat(harness.judge(next).threshold()).isEqualTo(undisturbed.judge(next).threshold());
    }
  }

  private DetectorDefinition pump() {
    return detectors.definitions().iterator().next();
  }

  private CalibrateFunction steered() {
    return CalibrateHarness.function(detectors, false, true);
  }

  private static CalibrateFunction function(Detectors detectors) {
    return CalibrateHarness.function(detectors, false, false);
  }

  /** With all keys, of which one has had an incident. */
  private static CalibrateHarness spent(Detectors detectors) throws Exception {
    CalibrateHarness harness = CalibrateHarness.open(function(detectors), null);
    spend(harness);
    return harness;
  }

  private static void spend(CalibrateHarness harness) throws Exception {
    for (String key : KEYS) {
      warmUp(harness, "pump", key);
    }
    warmUp(harness, "other", "k0");
    for (int second = 20; second <= LATEST; second++) {
      for (String key : KEYS) {
        boolean wild = key.equals("k1") && second > OPENED - 2 && second <= OPENED;
        harness.send(ScoredWindows.of(key, second, Window.Phase.LIVE, wild ? 900 : 0.1f));
      }
      harness.send(ScoredWindows.of("other", "k0", second, Window.Phase.LIVE, 0.1f));
    }
    assertThat(harness.extractOutputValues()).filteredOn(v -> v.anomalous()).hasSize(2);
  }

  private static void warmUp(CalibrateHarness harness, String detector, String key)
      throws Exception {
    for (int second = 0; second < 20; second++) {
      harness.send(warm(detector, key, second));
    }
  }

  private static ScoredWindow warm(String detector, String key, int second) {
    float score = (float) Math.exp(new Random(key.hashCode() * 20L + second).nextGaussian());
    return ScoredWindows.of(detector, key, second, Window.Phase.CALIBRATION, score);
  }

  private static int subtask(String key, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        new DetectorKey("pump", key), CalibrateHarness.MAX_PARALLELISM, parallelism);
  }
}
