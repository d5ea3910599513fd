package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreJudgeTest {

  @Test
  void theThresholdIsAFactorOfTheKeysOwnQuantile() {
    ScoreJudge judge = judge(Definitions.PUMP.replace("quantile: 0.99", "quantile: 0.5"));
    KeyCalibration state = calibrated(judge, 5, 1, 3, 2, 4);
    assertThat(judge.judge(state, new KeyLevel(), scored(4.6f)).threshold()).isEqualTo(4.5);
    assertThat(judge.judge(state, new KeyLevel(), scored(4.6f)).anomalous()).isTrue();
    assertThat(judge.judge(state, new KeyLevel(), scored(4.5f)).anomalous()).isFalse();
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
    ScoreJudge judge =
        judge(
            Definitions.PUMP.replace(
                "method: quantile, quantile: 0.99, factor: 1.5", "method: fixed, value: 7"));
    assertThat(judge.judge(calibrated(judge, 100, 200), new KeyLevel(), scored(7.5f)).anomalous())
        .isTrue();
    assertThat(judge.judge(new KeyCalibration(), new KeyLevel(), scored(6.5f)).anomalous())
        .isFalse();
  }

  @Test
  void aDeviationTooSmallForPeopleIsNotAnomalous() {
    String gated = Definitions.PUMP.replace("updateEvery: 5s", "minDeviation: {current: 0.4}");
    ScoreJudge judge = judge(gated);
    KeyCalibration state = calibrated(judge, 1, 1, 1);
    assertThat(
            judge
                .judge(
                    state, new KeyLevel(), scored(9, new float[] {1, 0.1f}, new float[] {0.3f, 5}))
                .anomalous())
        .isFalse();
    assertThat(
            judge
                .judge(
                    state, new KeyLevel(), scored(9, new float[] {1, 0.1f}, new float[] {-0.5f, 0}))
                .anomalous())
        .isTrue();
    assertThat(
            judge
                .judge(
                    state,
                    new KeyLevel(),
                    scored(9, new float[] {0.1f, 1}, new float[] {0.3f, 0.01f}))
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
    ScoredWindow scored = scored(9, new float[] {1, 0.1f}, new float[] {deviation, 0});
    scored.window().observed()[0] = expected + deviation;
    return judge.judge(calibrated(judge, 1, 1, 1), new KeyLevel(), scored).anomalous();
  }

  @Test
  void aWindowOfTheWarmUpIsJudgedByTheModelAndTeachesNothing() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 100, 100, 100);
    ScoredWindow early = inPhase(scored(50), Window.Phase.WARM_UP);
    assertThat(judge.learns(state, early)).isFalse();
    assertThat(judge.judge(state, new KeyLevel(), early).anomalous()).isTrue();
    assertThat(state.count()).isEqualTo(3);
    assertThat(judge.judge(state, new KeyLevel(), scored(50)).anomalous()).isFalse();
  }

  @Test
  void aWindowOfTheWarmUpIsJudgedLikeThatOfAKeyWithoutScoresOfItsOwn() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 100, 100, 100);
    double models = judge.judge(new KeyCalibration(), new KeyLevel(), scored(1)).threshold();
    Verdict early =
        judge.judge(state, new KeyLevel(), inPhase(scored((float) models), Window.Phase.WARM_UP));
    assertThat(early.threshold()).isEqualTo(models);
  }

  @Test
  void aWarmUpUnderARateIsJudgedByTheHighestOfTheModelsScores() {
    String yaml = method("rate, alertsPerDay: 5");
    ScoreJudge judge = judge(yaml);
    double highest = metadata(TinyModel.of(Definitions.parse(yaml))).quantiles().quantile(0.9999);
    for (int window = 0; window < 3; window++) {
      Verdict verdict =
          judge.judge(
              new KeyCalibration(), new KeyLevel(), inPhase(scored(50), Window.Phase.WARM_UP));
      assertThat(verdict.threshold()).isEqualTo(highest);
      assertThat(verdict.anomalous()).isTrue();
    }
  }

  @Test
  void aScoreAtTheThresholdIsNormalInTheWarmUpToo() {
    ScoreJudge judge = judge(method("fixed, value: 7"));
    KeyCalibration state = new KeyCalibration();
    Window.Phase early = Window.Phase.WARM_UP;
    assertThat(judge.judge(state, new KeyLevel(), inPhase(scored(7), early)).anomalous()).isFalse();
    assertThat(judge.judge(state, new KeyLevel(), inPhase(scored(7.5f), early)).anomalous())
        .isTrue();
  }

  @Test
  void aKeyThatNeverMovedIsNotAnomalousByRounding() {
    ScoreJudge judge = judge(Definitions.PUMP);
    KeyCalibration state = calibrated(judge, 0, 0, 0);
    assertThat(judge.judge(state, new KeyLevel(), scored(1e-12f)).anomalous()).isFalse();
    assertThat(judge.judge(state, new KeyLevel(), scored(0.1f)).anomalous()).isTrue();
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
  void theOrderOfTheWarmUpCountsWhereTheThresholdDrifts() {
    for (String method : List.of("dquantile, depth: 20", "dspot, depth: 20")) {
      ScoreJudge judge = judge(method(method));
      KeyCalibration state = new KeyCalibration();
      for (int window = 0; window < 200; window++) {
        judge.learn(state, scored(400 - window));
      }
      Verdict next = judge.judge(state, new KeyLevel(), scored(200));
      assertThat(next.threshold()).as(method).isBetween(195.0, 230.0);
    }
  }

  @Test
  void whatIsJudgedMovesAThresholdThatDrifts() {
    ScoreJudge judge = judge(method("dquantile, depth: 20"));
    KeyCalibration state = calibrated(judge, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6);
    KeyLevel level = new KeyLevel();
    assertThat(judge.judge(state, level, scored(50)).anomalous()).isTrue();
    for (int window = 0; window < 200; window++) {
      judge.judge(state, level, scored(50));
    }
    assertThat(judge.judge(state, level, scored(50)).anomalous()).isFalse();
  }

  @Test
  void aKeyThatIsMadeToLearnForgetsWhatItLearnedFromAnotherModel() {
    var definition = Definitions.parse(Definitions.PUMP + "calibration: none\n");
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
    for (String method :
        List.of("rate, alertsPerDay: 5", "spot", "dspot, depth: 5", "dquantile, depth: 5")) {
      var definition = Definitions.parse(method(method) + "calibration: none\n");
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
    for (String calibration : List.of("none", "key", "fleet")) {
      var definition = Definitions.parse(Definitions.PUMP + "calibration: " + calibration + "\n");
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
      assertThat(level.drift().drifted()).as(calibration).isTrue();
      ScoreJudge next = new ScoreJudge(definition, metadata, "fedcba987654321000", 1);
      while (next.learns(state, scored(500))) {
        next.learn(state, scattered(random, 500));
      }
      next.judge(state, level, scattered(random, 500));
      assertThat(level.drift().drifted()).as(calibration).isFalse();
      assertThat(level.drift().answers()).as("it is still one of the fleet").isTrue();
    }
  }

  private static ScoredWindow scattered(Random random, float size) {
    float[] last = {
      size * (float) (1 + random.nextDouble()), size * (float) (1 + random.nextDouble())
    };
    return scored(last[0], new float[] {1, 1}, last);
  }

  private static String method(String method) {
    return Definitions.PUMP.replaceFirst("method: quantile[^}]*", "method: " + method);
  }

  @Test
  void aKeyThatAnotherModelCalibratedLearnsAgain() throws IOException {
    var definition = Definitions.parse(Definitions.PUMP + "calibration: none\n");
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
    assertThat(next.judge(state, level, scored(25)).threshold()).isEqualTo(30);
    assertThat(next.learns(restored(state), scored(20))).isFalse();
  }

  @Test
  void aKeyLearnsAgainWhereScoresAreMadeAnotherWayAndNotWhereTheThresholdIsAnother() {
    ScoreJudge old = scoring("detrend: 0.4\n");
    KeyCalibration state = calibrated(old, 5, 5, 5, 5, 5, 5, 5, 5, 5);
    assertThat(old.learns(state, scored(1))).isFalse();
    assertThat(scoring("threshold: {method: spot}\n").learns(state, scored(1))).isFalse();
    assertThat(scoring("detrend: 0.2\n").learns(state, scored(1))).isTrue();
  }

  private static ScoreJudge scoring(String field) {
    String yaml =
        field.startsWith("threshold")
            ? Definitions.PUMP.replaceFirst("threshold: .*\n", field)
            : Definitions.PUMP + field;
    var definition = Definitions.parse(yaml);
    return new ScoreJudge(definition, metadata(TinyModel.of(definition)), "0123456789abcdef00", 1);
  }

  private static ScoredWindow inPhase(ScoredWindow scored, Window.Phase phase) {
    Window w = scored.window();
    Window other =
        new Window(
            w.detector(),
            w.key(),
            phase,
            w.startMillis(),
            w.endMillis(),
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
    var definition = Definitions.parse(yaml + "calibration: none\n");
    return new ScoreJudge(definition, metadata(TinyModel.of(definition)));
  }

  private static ModelMetadata metadata(TinyModel tiny) {
    try (OnnxModel model = OnnxModel.open("tiny", tiny.bytes(), ProviderPreference.CPU)) {
      return model.metadata();
    }
  }
}
