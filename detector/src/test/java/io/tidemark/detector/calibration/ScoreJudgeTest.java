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
            new float[2],
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
