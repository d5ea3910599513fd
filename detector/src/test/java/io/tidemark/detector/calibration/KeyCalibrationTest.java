package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.FleetStatistics;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.Window;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCalibrationTest {
  private static final int LATENT = 6;

  private final KeyLevel level = new KeyLevel();

  @Test
  void aNormalWindowScoresAboutOneAtMostAndAFarOneMuchMore() {
    ScoreJudge judge = judge("");
    KeyCalibration state = learned(judge, normal(300, 1));
    int above = 0;
    for (ScoredWindow window : normal(1000, 2)) {
      above += judge.judge(state, level, window).score() > 1.5 ? 1 : 0;
    }
    assertThat(above).isLessThan(20);
    assertThat(judge.judge(state, level, window(new Random(3), 8)).score()).isGreaterThan(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 60, 400})
  void newNormalWindowsPassTheThresholdAboutAsOftenAsItSays(int warmup) {
    ScoreJudge judge = judge("smoothing: 1\ndetrend: 0\n");
    int above = 0;
    int windows = 0;
    for (int key = 0; key < 40; key++) {
      KeyCalibration state = learned(judge, normal(warmup, key));
      KeyLevel ofKey = new KeyLevel();
      for (ScoredWindow window : normal(200, 1000 + key)) {
        Verdict verdict = judge.judge(state, ofKey, window);
        windows++;
        above += verdict.score() > verdict.threshold() ? 1 : 0;
      }
    }
    // Without the cross-fit it would be a third of them with the shortest warm-up.
    assertThat((double) above / windows).isBetween(0.001, warmup < 50 ? 0.08 : 0.03);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calibration: key\n", "calibration: fleet\n", "score: companion\n"})
  void aKeyThatNeverMovedIsNeitherNaNNorAnomalousForEver(String options) {
    ScoreJudge judge = judge(options);
    List<ScoredWindow> still = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      still.add(window(new Random(1), 0));
    }
    KeyCalibration state = learned(judge, still);
    for (ScoredWindow window : still) {
      Verdict verdict = judge.judge(state, level, window);
      assertThat(verdict.score()).isFinite();
      assertThat(verdict.pValue()).isBetween(0.0, 1.0);
      assertThat(verdict.anomalous()).isFalse();
    }
    assertThat(judge.judge(state, level, window(new Random(1), 5)).anomalous()).isTrue();
  }

  @Test
  void theWildestInputHasAFiniteScore() {
    ScoreJudge judge = judge("");
    KeyCalibration state = learned(judge, normal(100, 1));
    float wild = 1e18f;
    float[] vector = {wild, -wild};
    Verdict verdict =
        judge.judge(
            state,
            level,
            new ScoredWindow(
                window(new Random(1), 1).window(), wild, vector, vector, new float[LATENT]));
    assertThat(verdict.score()).isFinite();
    assertThat(verdict.anomalous()).isTrue();
  }

  @Test
  void theStateSurvivesItsBinaryFormInEveryPhase() throws IOException {
    ScoreJudge judge = judge("");
    KeyCalibration learning = learned(judge, normal(60, 1));
    KeyCalibration restored = restored(learning);
    KeyLevel other = new KeyLevel();
    for (ScoredWindow window : normal(20, 2)) {
      Verdict expected = judge.judge(learning, level, window);
      assertThat(judge.judge(restored, other, window))
          .usingRecursiveComparison()
          .isEqualTo(expected);
      assertThat(restored.settled()).isTrue();
      restored = restored(restored);
      other = restored(other);
    }
  }

  @Test
  void aKeyUnderTheFleetsCovariancesKeepsAFewKilobytes() throws IOException {
    List<ScoredWindow> windows = normal(400, 1);
    assertThat(bytes(settled("calibration: fleet\n", windows))).isLessThan(2_200);
    assertThat(bytes(settled("calibration: key\n", windows))).isLessThan(3_000);
  }

  @Test
  void bothPartsOfTheScoreAreTold() {
    ScoreJudge judge = judge("");
    KeyCalibration state = learned(judge, normal(100, 1));
    Verdict verdict = judge.judge(state, level, window(new Random(9), 4));
    assertThat(verdict.autoencoder()).isPositive();
    assertThat(verdict.companion()).isPositive();
    Verdict alone =
        judge("score: companion\nsmoothing: 1\ndetrend: 0\n")
            .judge(
                learned(judge("score: companion\nsmoothing: 1\ndetrend: 0\n"), normal(100, 1)),
                new KeyLevel(),
                window(new Random(9), 4));
    assertThat(alone.autoencoder()).isNull();
    assertThat(alone.score()).isCloseTo(alone.companion(), within(1e-9));
  }

  @Test
  void tooFewWindowsForAFitLeaveTheKeyToTheModel() {
    ScoreJudge judge = judge("");
    KeyCalibration few = learned(judge, normal(7, 1));
    Verdict verdict = judge.judge(few, level, window(new Random(2), 1));
    assertThat(verdict.autoencoder()).isNull();
    assertThat(verdict.threshold())
        .isEqualTo(
            judge
                .judge(new KeyCalibration(), new KeyLevel(), window(new Random(2), 1))
                .threshold());
    assertThat(few.settled()).isTrue();
    KeyCalibration enough = learned(judge, normal(8, 1));
    assertThat(judge.judge(enough, new KeyLevel(), window(new Random(2), 1)).autoencoder())
        .isNotNull();
  }

  @Test
  void theAutoencodersScoreIsTheMeanOfItsErrorAndItsState() {
    ScoreJudge judge = judge("score: autoencoder\nsmoothing: 1\ndetrend: 0\n");
    KeyCalibration state = learned(judge, normal(100, 1));
    Verdict verdict = judge.judge(state, level, window(new Random(9), 4));
    assertThat(verdict.companion()).isNull();
    assertThat(verdict.autoencoder()).isCloseTo(verdict.score(), within(1e-9));
  }

  @Test
  void theSlowAverageGoesOnFromTheWarmUp() {
    assertThat(firstJump("smoothing: 0.05\ndetrend: 0\n"))
        .isLessThan(0.8 * firstJump("smoothing: 1\ndetrend: 0\n"));
  }

  /** Score of a window far out that is the first after the warm-up. */
  private static double firstJump(String options) {
    ScoreJudge judge = judge(options);
    KeyCalibration state = learned(judge, normal(100, 1));
    return judge.judge(state, new KeyLevel(), window(new Random(9), 8)).score();
  }

  @Test
  void theOrderOfTheWarmUpCountsWhereTheThresholdDrifts() {
    List<ScoredWindow> rising = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      rising.add(window(random, 0.1 + i * 0.01));
    }
    List<ScoredWindow> falling = new ArrayList<>(rising);
    Collections.reverse(falling);
    assertThat(thresholdAfter(rising)).isGreaterThan(1.2 * thresholdAfter(falling));
  }

  private static double thresholdAfter(List<ScoredWindow> warmUp) {
    ScoreJudge judge = judge("smoothing: 1\ndetrend: 0\n", "method: dquantile, depth: 20");
    KeyCalibration state = learned(judge, warmUp);
    return judge.judge(state, new KeyLevel(), window(new Random(2), 1)).threshold();
  }

  @Test
  void aFixedThresholdMayBeAsLowAsOneLikesAndAnotherIsNot() {
    List<ScoredWindow> still = Collections.nCopies(60, window(new Random(1), 0));
    ScoreJudge fixed = judge("", "method: fixed, value: 0.1");
    ScoreJudge quantile = judge("");
    ScoredWindow next = still.get(0);
    assertThat(fixed.judge(learned(fixed, still), level, next).threshold()).isEqualTo(0.1);
    assertThat(quantile.judge(learned(quantile, still), new KeyLevel(), next).threshold())
        .isEqualTo(ScoreJudge.SMALLEST_LIMIT);
  }

  private KeyCalibration settled(String options, List<ScoredWindow> windows) {
    ScoreJudge judge = judge(options);
    KeyCalibration state = learned(judge, windows);
    judge.judge(state, level, windows.get(0));
    return state;
  }

  private static KeyCalibration learned(ScoreJudge judge, List<ScoredWindow> windows) {
    KeyCalibration state = new KeyCalibration();
    windows.forEach(window -> judge.learn(state, window));
    return state;
  }

  private static List<ScoredWindow> normal(int count, long seed) {
    Random random = new Random(seed);
    List<ScoredWindow> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(window(random, 1));
    }
    return windows;
  }

  /** A window whose vectors are normal with this deviation. */
  private static ScoredWindow window(Random random, double deviation) {
    float[] values = gaussian(random, 8, deviation);
    Window window =
        new Window(
            "pump", "p", Window.Phase.LIVE, 0, 4000, values, new double[2], null, 0, List.of());
    return new ScoredWindow(
        window,
        1,
        new float[] {1, 1},
        gaussian(random, 2, deviation),
        gaussian(random, LATENT, deviation));
  }

  private static float[] gaussian(Random random, int length, double deviation) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static int bytes(KeyCalibration state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return bytes.size();
  }

  private static KeyCalibration restored(KeyCalibration state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return KeyCalibration.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static KeyLevel restored(KeyLevel state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    return KeyLevel.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static ScoreJudge judge(String options) {
    return judge(options, "method: quantile, quantile: 0.99, factor: 1");
  }

  private static ScoreJudge judge(String options, String threshold) {
    DetectorDefinition definition =
        Definitions.parse(
            Definitions.PUMP.replaceFirst("method: quantile[^}]*", threshold) + options);
    FleetLearner learner = new FleetLearner(definition);
    for (int key = 0; key < 5; key++) {
      learner.add(normal(60, 100 + key));
    }
    FleetStatistics fleet = learner.statistics();
    return new ScoreJudge(definition, metadata(definition).withFleet(fleet, FleetFeatures.UNKNOWN));
  }

  private static ModelMetadata metadata(DetectorDefinition definition) {
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      return ModelMetadata.fromProperties(model.metadata().toProperties());
    }
  }
}
