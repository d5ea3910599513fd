package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.schemas.Sensitivity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreJudgeTest {
  /** A score of the model that is an incident by itself. */
  private static final float HIGH = 1e6f;

  @Test
  void theSensitivityIsTheEvidenceThatOpensAnIncidentOfAnyKey() {
    for (Sensitivity sensitivity : Sensitivity.values()) {
      ScoreJudge judge = judge(threshold("sensitivity: " + sensitivity));
      KeyCalibration state = calibrated(judge, 5, 1, 3, 2, 4);
      Verdict verdict = judge.judge(state, new KeyLevel(), scored(5));
      assertThat(verdict.threshold()).isEqualTo(sensitivity.evidence());
    }
    assertThat(judge(Definitions.PUMP).judge(new KeyCalibration(), new KeyLevel(), scored(1)))
        .extracting(Verdict::threshold)
        .isEqualTo(Sensitivity.NORMAL.evidence());
  }

  @Test
  void aLowerThresholdOpensSooner() {
    assertThat(windowsToOpen("sensitivity: high")).isLessThan(windowsToOpen("sensitivity: normal"));
    assertThat(windowsToOpen("sensitivity: normal")).isLessThan(windowsToOpen("sensitivity: low"));
    assertThat(windowsToOpen("value: 1")).isOne();
  }

  private static int windowsToOpen(String threshold) {
    ScoreJudge judge = judge(threshold(threshold));
    KeyCalibration state = calibrated(judge, 5, 4, 5, 4, 5, 4, 5, 4, 5);
    KeyLevel level = new KeyLevel();
    for (int windows = 1; windows < 100; windows++) {
      if (judge.judge(state, level, scored(20)).anomalous()) {
        return windows;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void theLevelIsALogarithmInUnitsOfTheEdgeOfNormal() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 4, 4, 4, 4);
    assertThat(judge.judge(state, new KeyLevel(), scored(4)).level())
        .isCloseTo(Math.log(2), within(1e-12));
    assertThat(judge.judge(state, new KeyLevel(), scored(28)).level())
        .isCloseTo(Math.log(8), within(1e-12));
    assertThat(judge.judge(state, new KeyLevel(), scored(0)).level()).isZero();
  }

  @Test
  void aVerdictSaysWhatItsLevelWasHeldAgainst() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = new KeyCalibration();
    Random random = new Random(3);
    for (int window = 0; window < 100; window++) {
      judge.learn(state, scored((float) (1 + random.nextDouble())));
    }
    KeyLevel level = new KeyLevel();
    EvidenceReplay replay = null;
    int opened = 0;
    for (int window = 0; window < 500; window++) {
      float size = window % 100 > 90 ? 40 : 1;
      Verdict verdict = judge.judge(state, level, scored(size * (float) (1 + random.nextDouble())));
      replay = replay == null ? new EvidenceReplay(verdict.tail()) : replay;
      assertThat(
              replay.open(
                  verdict.level(),
                  verdict.matters(),
                  verdict.threshold(),
                  verdict.scored().window().endMillis()))
          .isEqualTo(verdict.anomalous());
      opened += verdict.anomalous() ? 1 : 0;
    }
    assertThat(opened).isPositive();
  }

  @Test
  void thePValueIsConformal() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 5, 1, 3, 2, 4);
    assertThat(judge.judge(state, new KeyLevel(), scored(0)).pValue()).isEqualTo(1);
    assertThat(judge.judge(state, new KeyLevel(), scored(3)).pValue())
        .isCloseTo(4 / 6.0, within(1e-12));
    assertThat(judge.judge(state, new KeyLevel(), scored(9)).pValue())
        .isCloseTo(1 / 6.0, within(1e-12));
  }

  @Test
  void theStateSurvivesItsBinaryForm() throws IOException {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 5, 1, 3, 2, 4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    KeyCalibration restored =
        KeyCalibration.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(judge.judge(restored, new KeyLevel(), scored(3)))
        .usingRecursiveComparison()
        .withComparatorForType(Double::compare, Double.class) // NaN equals NaN
        .isEqualTo(judge.judge(state, new KeyLevel(), scored(3)));
  }

  @Test
  void aKeyWithoutScoresOfItsOwnIsJudgedByTheModels() {
    ScoreJudge judge = judge(Definitions.PUMP);
    Verdict verdict = judge.judge(new KeyCalibration(), new KeyLevel(), scored(1e6f));
    assertThat(verdict.threshold()).isPositive();
    assertThat(verdict.anomalous()).isTrue();
  }

  @Test
  void aFixedThresholdIsTheSameForEveryKey() {
    ScoreJudge judge = judge(threshold("value: 7"));
    assertThat(judge.judge(calibrated(judge, 100, 200), new KeyLevel(), scored(1)).threshold())
        .isEqualTo(7);
    assertThat(judge.judge(new KeyCalibration(), new KeyLevel(), scored(1)).threshold())
        .isEqualTo(7);
  }

  @Test
  void aDeviationTooSmallForPeopleIsNoEvidence() {
    String gated = Definitions.PUMP.replace("updateEvery: 5s", "minDeviation: {current: 0.4}");
    ScoreJudge judge = judge(gated);
    KeyCalibration state = calibrated(judge, 1, 1, 1);
    assertThat(
            judge
                .judge(
                    state,
                    new KeyLevel(),
                    scored(HIGH, new float[] {1, 0.1f}, new float[] {0.3f, 5}))
                .anomalous())
        .isFalse();
    assertThat(
            judge
                .judge(
                    state,
                    new KeyLevel(),
                    scored(HIGH, new float[] {1, 0.1f}, new float[] {-0.5f, 0}))
                .anomalous())
        .isTrue();
    assertThat(
            judge
                .judge(
                    state,
                    new KeyLevel(),
                    scored(HIGH, new float[] {0.1f, 1}, new float[] {0.3f, 0.01f}))
                .anomalous())
        .isTrue();
  }

  @Test
  void aDeviationOnTheOtherSideIsNotAnomalous() {
    assertThat(anomalous("direction: {current: above, pressure: both}", 0.5f, 0)).isTrue();
    assertThat(anomalous("direction: {current: above, pressure: both}", -0.5f, 0)).isFalse();
    assertThat(anomalous("direction: {current: below}", -0.5f, 0)).isTrue();
  }

  @Test
  void aDeviationThatIsASmallPartOfTheExpectedValueIsNotAnomalous() {
    assertThat(anomalous("minRelativeDeviation: {current: 0.1}", 9, 100)).isFalse();
    assertThat(anomalous("minRelativeDeviation: {current: 0.1}", 11, 100)).isTrue();
    assertThat(
            anomalous("minRelativeDeviation: {current: 0.1}, minDeviation: {current: 20}", 11, 100))
        .isFalse();
  }

  /** Whether a high score is, whose only feature with a share deviates so from what is expected. */
  private static boolean anomalous(String policy, float deviation, float expected) {
    ScoreJudge judge = judge(Definitions.PUMP.replace("updateEvery: 5s", policy));
    ScoredWindow scored = scored(HIGH, new float[] {1, 0.1f}, new float[] {deviation, 0});
    scored.window().observed()[0] = expected + deviation;
    return judge.judge(calibrated(judge, 1, 1, 1), new KeyLevel(), scored).anomalous();
  }

  @Test
  void aWindowOfTheWarmUpIsJudgedByTheModelAndTeachesNothing() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 100, 100, 100);
    KeyLevel level = new KeyLevel();
    ScoredWindow early = inPhase(scored(50), Window.Phase.WARM_UP);
    assertThat(judge.learns(state, early)).isFalse();
    assertThat(judge.judge(state, level, early).anomalous()).isTrue();
    assertThat(state.count()).isEqualTo(3);
    Verdict live = judge.judge(state, level, scored(50));
    assertThat(live.anomalous()).isFalse();
    assertThat(live.evidence()).isZero();
  }

  @Test
  void aWindowOfTheWarmUpIsJudgedLikeThatOfAKeyWithoutScoresOfItsOwn() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 100, 100, 100);
    Verdict models = judge.judge(new KeyCalibration(), new KeyLevel(), scored(1));
    Verdict early = judge.judge(state, new KeyLevel(), inPhase(scored(1), Window.Phase.WARM_UP));
    assertThat(early.level()).isEqualTo(models.level());
    assertThat(early.tail()).isEqualTo(models.tail());
    assertThat(early.evidence()).isEqualTo(models.evidence());
  }

  @Test
  void aKeyUnderARateCountsOnceAlsoIfItIsJudgedInItsWarmUp() {
    ScoreJudge judge = judge(threshold("perDay: 5"));
    KeyCalibration state = calibrated(judge, 5, 1, 3, 2, 4);
    KeyLevel level = new KeyLevel();
    judge.judge(state, level, inPhase(scored(1), Window.Phase.WARM_UP));
    judge.judge(state, level, scored(3));
    judge.judge(state, level, scored(3));
    assertThat(Objects.requireNonNull(judge.budget()).saved("pump").keys()).isOne();
  }

  @Test
  void aKeyThatNeverMovedIsNotAnomalousByRounding() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 0, 0, 0);
    assertThat(judge.judge(state, new KeyLevel(), scored(1e-12f)).anomalous()).isFalse();
    assertThat(judge.judge(state, new KeyLevel(), scored(0.1f)).anomalous()).isTrue();
  }

  @Test
  void aScoreThatIsNoFiniteNumberDoesNotOutliveItsIncident() {
    ScoreJudge judge =
        judge(Definitions.PUMP.replace("per: key, warmup: 12", "per: model, warmup: 0"));
    KeyCalibration state = new KeyCalibration();
    for (float odd : new float[] {Float.POSITIVE_INFINITY, Float.NaN, -3}) {
      KeyLevel level = new KeyLevel();
      assertThat(judge.judge(state, level, scored(odd)).anomalous()).isEqualTo(odd > 0);
      for (int window = 0; window < 2000; window++) {
        assertThat(judge.judge(state, level, scored(0.2f)).evidence()).isFinite();
      }
      assertThat(judge.judge(state, level, scored(0.2f)).anomalous()).isFalse();
      assertThat(judge.judge(state, level, scored(HIGH)).anomalous()).isTrue();
    }
  }

  @Test
  void aKeyWhoseScoresStayHighHasDrifted() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 5, 1, 3, 2, 4);
    KeyLevel usual = new KeyLevel();
    KeyLevel high = new KeyLevel();
    for (int window = 0; window < 500; window++) {
      judge.judge(state, usual, scored(3));
      judge.judge(state, high, scored(9));
    }
    assertThat(usual.drift().drifted()).isFalse();
    assertThat(high.drift().drifted()).isTrue();
  }

  @Test
  void theOrderOfTheWarmUpCounts() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration falling = new KeyCalibration();
    KeyCalibration rising = new KeyCalibration();
    for (int window = 0; window < 200; window++) {
      judge.learn(falling, scored(400 - window));
      judge.learn(rising, scored(201 + window));
    }
    double last = judge.judge(falling, new KeyLevel(), scored(200)).tail().average();
    assertThat(judge.judge(rising, new KeyLevel(), scored(200)).tail().average())
        .isGreaterThan(last + 0.1);
  }

  @Test
  void whatStaysBecomesUsual() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6);
    KeyLevel level = new KeyLevel();
    List<Boolean> anomalous = new ArrayList<>();
    for (int second = 1; second <= 3700; second++) {
      anomalous.add(judge.judge(state, level, at(1000L * second, scored(500))).anomalous());
    }
    assertThat(anomalous.subList(10, 3500)).containsOnly(true);
    assertThat(anomalous.get(3699)).isFalse();
  }

  @Test
  void anotherThresholdLeavesTheEvidenceAsItIs() {
    ScoreJudge rate = watching(threshold("perDay: 5"));
    ScoreJudge evidence = watching(Definitions.PUMP);
    KeyCalibration state = new KeyCalibration();
    Random random = new Random(1);
    for (int window = 0; window < 40; window++) {
      rate.learn(state, scattered(random, 1));
    }
    KeyLevel level = new KeyLevel();
    for (int window = 0; window < 100; window++) {
      rate.judge(state, level, scattered(random, 1));
    }
    rate.judge(state, level, scattered(random, 20));
    KeyEvidence before =
        RoundTrip.of(
            Objects.requireNonNull(level.evidence()), KeyEvidence::write, KeyEvidence::read);
    assertThat(evidence.startsOver(level)).isTrue();
    Verdict next = evidence.judge(state, level, scattered(random, 1));
    assertThat(next.tail()).isEqualTo(before.tail());
    before.add(next.level(), true, next.threshold(), 1, next.scored().window().endMillis(), true);
    assertThat(next.evidence()).isEqualTo(before.evidence());
    assertThat(level.counts()).isFalse();
  }

  private static ScoreJudge watching(String yaml) {
    var definition = Definitions.parse(yaml);
    return new ScoreJudge(definition, metadata(TinyModel.of(definition)), "0123456789abcdef00", 1);
  }

  @Test
  void aKeyThatIsMadeToLearnForgetsWhatItLearnedFromAnotherModel() {
    var definition = Definitions.pump().withScore(Score.MODEL);
    ModelMetadata metadata = metadata(TinyModel.of(definition));
    ScoreJudge old = new ScoreJudge(definition, metadata, "0123456789abcdef00", 1);
    ScoreJudge next = new ScoreJudge(definition, metadata, "fedcba987654321000", 1);
    KeyCalibration state = calibrated(old, 5, 5, 5);
    next.learn(state, scored(20));
    assertThat(state.count()).isEqualTo(1);
    next.learn(state, scored(20));
    assertThat(state.count()).isEqualTo(2);
    judge(Definitions.PUMP).learn(state, scored(20)); // does not watch whose they are
    assertThat(state.count()).isEqualTo(3);
  }

  @Test
  void aKeyThatLearnedAgainIsHeldAgainstTheNewModelsScoresUnderEveryMethod() {
    for (String method : List.of("perDay: 5", "sensitivity: high", "value: 3")) {
      var definition = Definitions.parse(threshold(method)).withScore(Score.MODEL);
      ModelMetadata metadata = metadata(TinyModel.of(definition));
      ScoreJudge old = new ScoreJudge(definition, metadata, "0123456789abcdef00", 1);
      KeyCalibration state = calibrated(old, 5, 6, 5, 6, 5, 6, 5, 6, 5);
      KeyLevel level = new KeyLevel();
      old.judge(state, level, scored(5));
      ScoreJudge next = new ScoreJudge(definition, metadata, "fedcba987654321000", 1);
      for (int window = 0; next.learns(state, scored(500)); window++) {
        next.learn(state, scored(500 + window));
      }
      assertThat(next.judge(state, level, scored(500)).anomalous()).as(method).isFalse();
    }
  }

  @Test
  void aKeyThatHasDriftedAndLearnedAgainHasNotDrifted() {
    for (Score score : List.of(Score.COMBINED, Score.MODEL)) {
      var definition = Definitions.pump().withScore(score);
      ModelMetadata metadata = metadata(TinyModel.of(definition));
      ScoreJudge old = new ScoreJudge(definition, metadata, "0123456789abcdef00", 1);
      Random random = new Random(1);
      KeyCalibration state = new KeyCalibration();
      for (int window = 0; window < 40; window++) {
        old.learn(state, scattered(random, 1));
      }
      KeyLevel level = new KeyLevel();
      for (int window = 0; window < 500; window++) {
        old.judge(state, level, scattered(random, 500));
      }
      assertThat(level.drift().drifted()).as("%s", score).isTrue();
      ScoreJudge next = new ScoreJudge(definition, metadata, "fedcba987654321000", 1);
      while (next.learns(state, scored(500))) {
        next.learn(state, scattered(random, 500));
      }
      next.judge(state, level, scattered(random, 500));
      assertThat(level.drift().drifted()).as("%s", score).isFalse();
      assertThat(level.drift().answers()).as("it is still one of the fleet").isTrue();
    }
  }

  private static ScoredWindow scattered(Random random, float size) {
    float[] last = {
      size * (float) (1 + random.nextDouble()), size * (float) (1 + random.nextDouble())
    };
    return scored(last[0], new float[] {1, 1}, last);
  }

  private static String threshold(String fields) {
    return fields.startsWith("perDay")
        ? Definitions.PUMP.replace("alerts: {", "alerts: {" + fields + ", ")
        : Definitions.PUMP + "threshold: {" + fields + "}\n";
  }

  @Test
  void aKeyThatAnotherModelCalibratedLearnsAgain() throws IOException {
    var definition = Definitions.pump().withScore(Score.MODEL);
    ModelMetadata metadata = metadata(TinyModel.of(definition));
    ScoreJudge old = new ScoreJudge(definition, metadata, "0123456789abcdef00", 1);
    ScoreJudge next = new ScoreJudge(definition, metadata, "fedcba987654321000", 1);
    KeyCalibration state = calibrated(old, 5, 5, 5, 5, 5, 5, 5, 5);
    assertThat(old.learns(state, scored(1))).isFalse();
    old.judge(state, new KeyLevel(), scored(1));
    KeyLevel level = new KeyLevel();
    for (int window = 0; window < 9; window++) { // the warm-up's 12 ticks less a window's 4, and 1
      state = restored(state);
      assertThat(next.learns(state, scored(20))).isTrue();
      next.learn(state, scored(20));
    }
    assertThat(next.learns(state, scored(20))).isFalse();
    assertThat(next.judge(state, level, scored(20)).level()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(next.learns(restored(state), scored(20))).isFalse();
  }

  @Test
  void aKeyDoesNotLearnAgainWhereTheThresholdIsAnother() {
    ScoreJudge old = watching(Definitions.PUMP);
    KeyCalibration state = calibrated(old, 5, 5, 5, 5, 5, 5, 5, 5, 5);
    assertThat(old.learns(state, scored(1))).isFalse();
    assertThat(watching(threshold("sensitivity: high")).learns(state, scored(1))).isFalse();
  }

  private static ScoredWindow inPhase(ScoredWindow scored, Window.Phase phase) {
    return with(scored, phase, scored.window().endMillis());
  }

  private static ScoredWindow at(long endMillis, ScoredWindow scored) {
    return with(scored, scored.window().phase(), endMillis);
  }

  private static ScoredWindow with(ScoredWindow scored, Window.Phase phase, long endMillis) {
    Window w = scored.window();
    Window other =
        new Window(
            w.detector(),
            w.key(),
            phase,
            w.startMillis(),
            endMillis,
            w.values(),
            w.observed(),
            w.baseline(),
            w.imputedShare(),
            w.sources());
    return new ScoredWindow(
        other, scored.score(), scored.featureError(), scored.lastError(), scored.latent());
  }

  private static KeyCalibration restored(KeyCalibration state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return KeyCalibration.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static KeyCalibration calibrated(ScoreJudge judge, float... scores) {
    KeyCalibration state = new KeyCalibration();
    for (float score : scores) {
      judge.learn(state, scored(score));
    }
    return state;
  }

  private static ScoredWindow scored(float score) {
    return scored(score, new float[] {1, 1}, new float[] {1, 1});
  }

  private static ScoredWindow scored(float score, float[] featureError, float[] lastError) {
    Window window =
        new Window(
            "pump",
            "p",
            Window.Phase.LIVE,
            0,
            4000,
            new float[8],
            new double[2],
            null,
            0,
            List.of());
    return new ScoredWindow(window, score, featureError, lastError, new float[0]);
  }

  private static ScoreJudge judge(String yaml) {
    var definition = Definitions.parse(yaml).withScore(Score.MODEL);
    return new ScoreJudge(definition, metadata(TinyModel.of(definition)));
  }

  private static ModelMetadata metadata(TinyModel tiny) {
    try (OnnxModel model = OnnxModel.open("tiny", tiny.bytes(), ProviderPreference.CPU)) {
      return model.metadata();
    }
  }
}
