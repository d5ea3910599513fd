package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.Placement;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key knows when another model serves. */
class SteeringTest {
  /** Windows that the pump's warm-up of 60 ticks gives. */
  private static final int WARM = 57;

  private static final String PUMP = PumpDetectors.PUMP + "calibration: none\n";

  /** Far from all that the test's models say of a normal window. */
  private static final float WILD = 900;

  @TempDir Path folder;
  private final Random random = new Random(1);
  private final List<SharedModel> holds = new ArrayList<>();
  private String first;
  private String second;
  private String third;
  private CalibrateHarness harness;
  private int time;

  @BeforeEach
  void start() throws Exception {
    DetectorDefinition pump = detectors(PUMP).definitions().iterator().next();
    first = PumpDetectors.digest(TinyModel.of(pump).bytes());
    second = held(TinyModel.of(pump).withGoldenShift(1e-6).bytes());
    third = held(TinyModel.of(pump).withGoldenShift(2e-6).bytes());
    harness = open(PUMP, "heap", null);
    warmUp(WARM);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
    holds.forEach(SharedModel::close);
  }

  @Test
  void aKeyThatMetTheModelInTheShadowGetsVerdictsFromItsFirstWindowOn() throws Exception {
    lookOn(second, WARM);
    int before = verdicts().size();

    send(Window.Phase.LIVE, second);

    assertThat(verdicts()).hasSize(before + 1);
  }

  @Test
  void aKeyThatNeverMetTheModelLearnsFirst() throws Exception {
    learnsFirst(second, WARM);
  }

  @Test
  void aKeyLearnsAsManyWindowsAtWiderStrides() throws Exception {
    harness.close();
    harness = open(PUMP.replace("stride: 1", "stride: 50"), "heap", null);
    warmUp(WARM);

    learnsFirst(second, WARM);
  }

  /** Ticks that are carried forward make a warm-up longer than it need be. */
  @Test
  void aModelThatLookedOnInALongWarmUpGivesVerdictsAtOnce() throws Exception {
    harness.close();
    harness = open(PUMP, "heap", null);
    for (int i = 0; i < WARM + 20; i++) {
      ScoredWindow serving = send(Window.Phase.CALIBRATION, first);
      harness.send(serving.by(second, true));
    }

    send(Window.Phase.LIVE, second);
    send(Window.Phase.LIVE, second);

    assertThat(verdicts()).hasSize(2);
  }

  @Test
  void aRollBackBringsTheCalibrationBack() throws Exception {
    send(Window.Phase.LIVE, first);
    double threshold = verdicts().get(0).threshold();
    send(Window.Phase.LIVE, second);

    send(Window.Phase.LIVE, first);

    assertThat(verdicts()).hasSize(2);
    assertThat(verdicts().get(1).threshold()).isEqualTo(threshold);
  }

  @Test
  void whatWasLearnedForAModelThatWasPassedOverIsGone() throws Exception {
    lookOn(third, WARM);
    int before = verdicts().size();
    send(Window.Phase.LIVE, second);

    for (int i = 0; i < WARM; i++) {
      send(Window.Phase.LIVE, third);
    }

    assertThat(verdicts()).hasSize(before);
  }

  @Test
  void whatWasLearnedInTheShadowSurvivesARestart() throws Exception {
    lookOn(second, WARM);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();

    harness = open(PUMP, "heap", state);
    send(Window.Phase.LIVE, second);

    assertThat(verdicts()).hasSize(1);
  }

  @Test
  void aModelThatLookedOnInTheWarmUpKnowsAllOfIt() throws Exception {
    harness.close();
    harness = open(PUMP, "heap", null);
    for (int i = 0; i < WARM; i++) {
      ScoredWindow serving = send(Window.Phase.CALIBRATION, first);
      harness.send(serving.by(second, true));
    }

    send(Window.Phase.LIVE, second);

    assertThat(verdicts()).hasSize(1);
  }

  @Test
  void theShadowLearnsNothingOfWhatTheServingModelFindsAnomalous() throws Exception {
    lookOn(second, WARM - 1);
    ScoredWindow wild = send(Window.Phase.LIVE, first, WILD);
    harness.send(wild.by(second, true));
    assertThat(verdicts()).last().extracting(Verdict::anomalous).isEqualTo(true);
    int before = verdicts().size();

    send(Window.Phase.LIVE, second);
    assertThat(verdicts()).hasSize(before);
    send(Window.Phase.LIVE, second);

    assertThat(verdicts()).hasSize(before + 1);
  }

  /** The running average is part of the threshold, so that every window in the shadow tells. */
  @Test
  void aPromotedModelJudgesAsIfItHadServedFromTheStart() throws Exception {
    harness.close();
    harness =
        open(
            PUMP.replace("quantile, quantile: 0.99, factor: 1.5", "dquantile, depth: 50"),
            "rocksdb",
            null);
    warmUp(WARM);
    for (int i = 0; i < WARM + 20; i++) {
      Window.Phase phase = i < WARM ? Window.Phase.CALIBRATION : Window.Phase.LIVE;
      ScoredWindow other = ScoredWindows.of("b", ++time, phase, 20 + 10 * random.nextFloat());
      harness.send(other.by(second, false));
      send(Window.Phase.LIVE, first, 0);
      harness.send(ScoredWindows.of("a", time, Window.Phase.LIVE, other.score()).by(second, true));
    }
    for (int i = 0; i < 10; i++) {
      float score = 20 + 10 * random.nextFloat();
      Verdict always = harness.judge(live("b", ++time, score).by(second, false));
      Verdict promoted = harness.judge(live("a", time, score).by(second, false));
      assertThat(promoted.threshold()).isEqualTo(always.threshold());
      assertThat(promoted.pValue()).isEqualTo(always.pValue());
    }
  }

  @Test
  void aForgottenKeyLeavesNothingBehind() throws Exception {
    lookOn(third, 3);
    send(Window.Phase.LIVE, second);
    send(Window.Phase.LIVE, second);
    assertThat(harness.numKeyedStateEntries()).isPositive();

    harness.send(ScoredWindows.forgotten("a"));

    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void aJobWhoseModelsMayChangeFromNowOnGoesOnWithWhatItsKeysHaveLearned() throws Exception {
    OperatorSubtaskState saved;
    double threshold;
    try (var before =
        CalibrateHarness.open(CalibrateHarness.function(detectors(PUMP), false, false), null)) {
      for (int i = 0; i < WARM; i++) {
        before.send(ScoredWindows.of("a", i, Window.Phase.CALIBRATION, random.nextFloat()));
      }
      threshold = before.judge(live("a", WARM, 0)).threshold();
      saved = before.snapshot(1, 1);
    }
    harness.close();
    harness = open(PUMP, "heap", saved);

    Verdict verdict = harness.judge(live("a", WARM + 1, 0).by(first, false));

    assertThat(verdict.threshold()).isEqualTo(threshold);
  }

  @Test
  void tellsHowTheShadowComparesEveryTwoHundredWindows() throws Exception {
    lookOn(second, WARM + 200);

    assertThat(harness.told(CalibrateFunction.REPORTS))
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.getDigest()).isEqualTo(second);
              assertThat(report.getShadow().getWindows()).isEqualTo(200);
              assertThat(report.getShadow().getCorrelation()).isGreaterThan(0.999);
            });
  }

  @Test
  void anotherModelInTheShadowIsComparedFromItsOwnStartOn() throws Exception {
    lookOn(second, WARM + 150);
    lookOn(third, WARM + 150);
    assertThat(harness.told(CalibrateFunction.REPORTS)).isEmpty();

    lookOn(third, 50);

    assertThat(harness.told(CalibrateFunction.REPORTS))
        .singleElement()
        .satisfies(report -> assertThat(report.getDigest()).isEqualTo(third));
  }

  @Test
  void whatWasToldOfAKeysDriftUnderOneModelIsTakenBackUnderAnother() throws Exception {
    warmUp(WARM);
    for (int i = 0; i < 300; i++) {
      send(Window.Phase.LIVE, first);
    }
    for (int i = 0; i < 600; i++) {
      send(Window.Phase.LIVE, first, 1);
    }
    assertThat(harness.driftChanges()).containsExactly("1 0", "0 1");

    send(Window.Phase.LIVE, second);
    assertThat(harness.driftChanges()).last().isEqualTo("-1 -1");
    for (int i = 0; i < WARM + 300; i++) {
      send(Window.Phase.LIVE, second);
    }
    assertThat(harness.driftChanges()).last().isEqualTo("1 0");

    send(Window.Phase.LIVE, first, 1);
    assertThat(harness.driftChanges()).containsExactly("1 0", "0 1", "-1 -1", "1 0", "0 1");
  }

  private void learnsFirst(String model, int windows) throws Exception {
    for (int i = 0; i < windows; i++) {
      send(Window.Phase.LIVE, model);
    }
    assertThat(verdicts()).isEmpty();

    send(Window.Phase.LIVE, model);

    assertThat(verdicts()).hasSize(1);
  }

  /** A model in the shadow scores the same windows as the first, and says the same. */
  private void lookOn(String model, int windows) throws Exception {
    for (int i = 0; i < windows; i++) {
      ScoredWindow serving = send(Window.Phase.LIVE, first);
      harness.send(serving.by(model, true));
    }
  }

  private void warmUp(int windows) throws Exception {
    for (int i = 0; i < windows; i++) {
      send(Window.Phase.CALIBRATION, first);
    }
  }

  private ScoredWindow send(Window.Phase phase, String model) throws Exception {
    return send(phase, model, random.nextFloat());
  }

  private ScoredWindow send(Window.Phase phase, String model, float score) throws Exception {
    ScoredWindow scored = ScoredWindows.of("a", ++time, phase, score).by(model, false);
    harness.send(scored);
    return scored;
  }

  private static ScoredWindow live(String key, int second, float score) {
    return ScoredWindows.of(key, second, Window.Phase.LIVE, score);
  }

  private List<Verdict> verdicts() {
    return harness.extractOutputValues();
  }

  private String held(byte[] file) {
    String digest = PumpDetectors.digest(file);
    holds.add(SharedModel.acquire(digest, file, Placement.of(ProviderPreference.CPU)));
    return digest;
  }

  private Detectors detectors(String yaml) throws Exception {
    return PumpDetectors.in(folder, yaml);
  }

  private CalibrateHarness open(String yaml, String backend, @Nullable OperatorSubtaskState state)
      throws Exception {
    return CalibrateHarness.open(
        CalibrateHarness.function(detectors(yaml), false, true), backend, state);
  }
}
