package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.definition.Score;
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
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyCalibrationTest {
  private static final int LATENT = 6;

  private final KeyLevel level = new KeyLevel();

  @Test
  void aNormalWindowScoresAboutOneAtMostAndAFarOneMuchMore() {
    ScoreJudge judge = judge();
    KeyCalibration state = learned(judge, normal(300, 1));
    int above = 0;
    for (ScoredWindow window : normal(1000, 2)) {
      above += judge.judge(state, level, window).level() > Math.log1p(1.5) ? 1 : 0;
    }
    assertThat(above).isLessThan(20);
    assertThat(judge.judge(state, level, window(new Random(3), 8)).level())
        .isGreaterThan(Math.log1p(3));
  }

  @ParameterizedTest
  @CsvSource({"25, true", "60, true", "400, true", "25, false", "60, false", "400, false"})
  void newNormalWindowsStandOverTheEdgeAboutAsOftenAsItSays(int warmup, boolean fleetKnown) {
    ScoreJudge judge = fleetKnown ? judge() : judge(Definitions.pump(), FleetStatistics.UNKNOWN);
    int above = 0;
    int opened = 0;
    int windows = 0;
    for (int key = 0; key < 40; key++) {
      KeyCalibration state = learned(judge, normal(warmup, key));
      KeyLevel ofKey = new KeyLevel();
      for (ScoredWindow window : normal(100, 1000 + key)) {
        Verdict verdict = judge.judge(state, ofKey, window);
        LevelTail tail = verdict.tail();
        windows++;
        above += verdict.level() > tail.average() + tail.edge() ? 1 : 0;
        opened += verdict.anomalous() ? 1 : 0;
      }
    }
    // Without the cross-fit keys of an unknown fleet would have far more with the shortest warm-up.
    assertThat((double) above / windows).isBetween(0.05, warmup < 50 ? 0.25 : 0.15);
    assertThat(opened).isZero();
  }

  @ParameterizedTest
  @CsvSource({"8, true", "8, false", "9, false", "10, false", "11, false"})
  void theShortestWarmUpsGiveEvidenceToo(int warmup, boolean fleetKnown) {
    ScoreJudge judge = fleetKnown ? judge() : judge(Definitions.pump(), FleetStatistics.UNKNOWN);
    KeyCalibration state = learned(judge, normal(warmup, 1));

    Verdict verdict = judge.judge(state, level, normal(1, 2).get(0));

    LevelTail tail = verdict.tail();
    assertThat(List.of(tail.average(), tail.edge(), tail.scale(), verdict.evidence()))
        .allSatisfy(value -> assertThat(value).isFinite());
    assertThat(verdict.anomalous()).isFalse();
    boolean opened = false;
    for (int i = 0; i < 30; i++) {
      opened |= judge.judge(state, level, window(new Random(i), 1000)).anomalous();
    }
    assertThat(opened).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatNeverMovedIsNeitherNaNNorAnomalousForEver(Score score) {
    ScoreJudge judge = judge(score);
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
    if (score != Score.MODEL) { // whose score is 1 for all of them
      assertThat(judge.judge(state, level, window(new Random(1), 5)).anomalous()).isTrue();
    }
  }

  @Test
  void theWildestInputHasAFiniteScore() {
    ScoreJudge judge = judge();
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
    ScoreJudge judge = judge();
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
    int alone = bytes(settled(judge(Definitions.pump(), FleetStatistics.UNKNOWN), windows));
    assertThat(bytes(settled(judge(), windows))).isLessThan(alone);
    assertThat(alone).isLessThan(2_200);
  }

  @Test
  void bothPartsOfTheScoreAreTold() {
    ScoreJudge judge = judge();
    KeyCalibration state = learned(judge, normal(100, 1));
    Verdict verdict = judge.judge(state, level, window(new Random(9), 4));
    assertThat(verdict.autoencoder()).isPositive();
    assertThat(verdict.companion()).isPositive();
    // Two of the three parts are the autoencoder's: its error and its state.
    assertThat(verdict.level())
        .isCloseTo(
            (2 * Math.log1p(Objects.requireNonNull(verdict.autoencoder()))
                    + Math.log1p(Objects.requireNonNull(verdict.companion())))
                / 3,
            within(1e-9));
    ScoreJudge companion = judge(Score.COMPANION);
    Verdict alone =
        companion.judge(
            learned(companion, normal(100, 1)), new KeyLevel(), window(new Random(9), 4));
    assertThat(alone.autoencoder()).isNull();
    assertThat(alone.level())
        .isCloseTo(Math.log1p(Objects.requireNonNull(alone.companion())), within(1e-9));
  }

  @Test
  void tooFewWindowsForAFitLeaveTheKeyToTheModel() {
    ScoreJudge judge = judge();
    KeyCalibration few = learned(judge, normal(7, 1));
    Verdict verdict = judge.judge(few, level, window(new Random(2), 1));
    assertThat(verdict.autoencoder()).isNull();
    assertThat(verdict.level())
        .isEqualTo(
            judge.judge(new KeyCalibration(), new KeyLevel(), window(new Random(2), 1)).level());
    assertThat(few.settled()).isTrue();
    KeyCalibration enough = learned(judge, normal(8, 1));
    assertThat(judge.judge(enough, new KeyLevel(), window(new Random(2), 1)).autoencoder())
        .isNotNull();
  }

  @Test
  void rankAndAverageGoOnFromTheWarmUp() {
    ScoreJudge judge = judge();
    List<ScoredWindow> warmUp = new ArrayList<>(normal(100, 1));
    ScoredWindow next = window(new Random(9), 1);
    Verdict calm = judge.judge(learned(judge, warmUp), new KeyLevel(), next);
    Collections.swap(warmUp, 99, strongest(judge, warmUp));
    Verdict strongLast = judge.judge(learned(judge, warmUp), new KeyLevel(), next);
    assertThat(strongLast.level()).isCloseTo(calm.level(), within(0.02));
    assertThat(strongLast.score()).isGreaterThan(calm.score() + 0.02);
  }

  private int strongest(ScoreJudge judge, List<ScoredWindow> windows) {
    KeyCalibration state = learned(judge, windows);
    List<Double> levels =
        windows.stream().map(window -> judge.judge(state, level, window).level()).toList();
    return levels.indexOf(Collections.max(levels));
  }

  @Test
  void theAverageIsThatOfTheEndOfTheWarmUp() {
    List<ScoredWindow> rising = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      rising.add(window(random, 0.1 + i * 0.01));
    }
    List<ScoredWindow> falling = new ArrayList<>(rising);
    Collections.reverse(falling);
    assertThat(averageAfter(rising)).isGreaterThan(1.2 * averageAfter(falling));
  }

  private static double averageAfter(List<ScoredWindow> warmUp) {
    ScoreJudge judge = judge();
    KeyCalibration state = learned(judge, warmUp);
    return judge.judge(state, new KeyLevel(), window(new Random(2), 1)).tail().average();
  }

  private KeyCalibration settled(ScoreJudge judge, List<ScoredWindow> windows) {
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

  private static ScoreJudge judge() {
    return judge(Score.COMBINED);
  }

  private static ScoreJudge judge(Score score) {
    FleetLearner learner = new FleetLearner();
    for (int key = 0; key < 5; key++) {
      learner.add(normal(60, 100 + key));
    }
    return judge(Definitions.pump().withScore(score), learner.statistics());
  }

  private static ScoreJudge judge(DetectorDefinition definition, FleetStatistics fleet) {
    return new ScoreJudge(definition, metadata(definition).withFleet(fleet, FleetFeatures.UNKNOWN));
  }

  private static ModelMetadata metadata(DetectorDefinition definition) {
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      return ModelMetadata.fromProperties(model.metadata().toProperties());
    }
  }
}
