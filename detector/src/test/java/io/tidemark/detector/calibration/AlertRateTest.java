package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fleet of 1,000 keys with nothing wrong, a window a minute, a week. */
class AlertRateTest {
  private static final int KEYS = 400;
  private static final int MINUTES = 7 * 24 * 60;
  private static final int WARM_UP = 400;
  private static final float[] NOTHING = new float[2];

  @Tag("slow")
  @ParameterizedTest(name = "{0} a day, correlation {1}, on {2} hosts")
  @CsvSource({"20, 0, 1", "20, 0.9, 1", "20, 0, 4"})
  void keepsItsPromiseOverAWeek(double perDay, double correlation, int hosts) {
    DetectorDefinition definition = definition(perDay);
    ModelMetadata metadata = metadata(definition);
    List<ScoreJudge> judges = new ArrayList<>();
    for (int host = 0; host < hosts; host++) {
      judges.add(new ScoreJudge(definition, metadata, "", 1.0 / hosts));
    }
    List<Key> keys = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      keys.add(new Key(judges.get(key % hosts), key, correlation));
    }
    int alerts = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      for (Key key : keys) {
        alerts += key.opens(minute) ? 1 : 0;
      }
    }
    assertThat(alerts / (7 * perDay)).isBetween(1 / 1.5, 1.5);
  }

  @Test
  void aKeyFarFromNormalIsAnAlarmHoweverStrictTheLevel() {
    DetectorDefinition definition = definition(0.01);
    ScoreJudge judge = new ScoreJudge(definition, metadata(definition), "", 1);
    Key key = new Key(judge, 1, 0);
    assertThat(judge.judge(key.calibration, key.level, scored(60_000, 1e6)).anomalous()).isTrue();
  }

  @Test
  void aBudgetGoesOnWithAnotherNumberOfHosts() {
    DetectorDefinition definition = definition(10);
    ScoreJudge whole = new ScoreJudge(definition, metadata(definition), "", 1);
    for (int seed = 0; seed < 50; seed++) {
      Key key = new Key(whole, seed, 0);
      for (int minute = 0; minute < 2000; minute++) {
        key.opens(minute);
      }
    }
    AlertBudget before = Objects.requireNonNull(whole.budget());
    List<AlertBudget.Saved> halves = new ArrayList<>();
    for (int host = 0; host < 2; host++) {
      AlertBudget half =
          Objects.requireNonNull(
              new ScoreJudge(definition, metadata(definition), "", 0.5).budget());
      half.restore(AlertBudget.Saved.share(List.of(before.saved("pump")), 0.5));
      assertThat(half.threshold()).isEqualTo(before.threshold());
      halves.add(half.saved("pump"));
    }
    AlertBudget again =
        Objects.requireNonNull(new ScoreJudge(definition, metadata(definition), "", 1).budget());
    again.restore(AlertBudget.Saved.share(halves, 1));
    assertThat(again.saved("pump")).isEqualTo(before.saved("pump"));
  }

  private static DetectorDefinition definition(double perDay) {
    return Definitions.parse(
            Definitions.PUMP
                .replace("tick: 1s", "tick: 1m")
                .replace("alerts: {", "alerts: {perDay: " + perDay + ", "))
        .withScore(Score.MODEL);
  }

  private static ModelMetadata metadata(DetectorDefinition definition) {
    try (OnnxModel model =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      return model.metadata();
    }
  }

  private static ScoredWindow scored(long endMillis, double score) {
    Window window =
        new Window(
            "pump",
            "p",
            Window.Phase.LIVE,
            0,
            endMillis,
            NOTHING,
            new double[2],
            null,
            0,
            List.of());
    return new ScoredWindow(window, (float) score, NOTHING, NOTHING, new float[0]);
  }

  /** A key whose scores are exponentials of correlated normal ones, each key on its own scale. */
  private static final class Key {
    private final KeyCalibration calibration = new KeyCalibration();
    private final KeyLevel level = new KeyLevel();
    private final ScoreJudge judge;
    private final Random random;
    private final double correlation;
    private final double scale;
    private double state;
    private boolean open;

    Key(ScoreJudge judge, long seed, double correlation) {
      this.judge = judge;
      this.correlation = correlation;
      random = new Random(seed);
      scale = Math.exp(random.nextGaussian());
      state = random.nextGaussian();
      for (int i = 0; i < WARM_UP; i++) {
        judge.learn(calibration, scored(0, next()));
      }
    }

    private double next() {
      state =
          correlation * state + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
      return scale * Math.max(0, 3 + state);
    }

    /** Whether an incident opens. */
    boolean opens(int minute) {
      boolean before = open;
      open = judge.judge(calibration, level, scored((minute + 1) * 60_000L, next())).anomalous();
      return open && !before;
    }
  }
}
