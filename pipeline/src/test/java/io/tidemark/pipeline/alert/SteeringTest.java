package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.scoring.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key knows when another model serves. */
class SteeringTest {
  /** Windows that the pump's warm-up of 60 ticks gives. */
  private static final int WARM = 57;

  @TempDir Path folder;
  private final Random random = new Random(1);
  private Detectors detectors;
  private String first;
  private String second;
  private SharedModel hold;
  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict> harness;
  private long time;

  @BeforeEach
  void start() throws Exception {
    detectors =
        PumpDetectors.in(
            folder, PumpDetectors.PUMP.replace("threshold", "calibration: none\nthreshold"));
    DetectorDefinition pump = detectors.definitions().iterator().next();
    first = digest(TinyModel.of(pump).bytes());
    byte[] other = TinyModel.of(pump).withGoldenShift(1e-6).bytes();
    second = digest(other);
    hold = SharedModel.acquire(second, other, ProviderPreference.CPU);
    harness = open(null);
    warmUp();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
    hold.close();
  }

  @Test
  void aKeyThatMetTheModelInTheShadowGetsVerdictsFromItsFirstWindowOn() throws Exception {
    for (int i = 0; i < WARM; i++) {
      send(Window.Phase.LIVE, first, false);
      send(Window.Phase.LIVE, second, true);
    }
    int before = harness.extractOutputValues().size();

    send(Window.Phase.LIVE, second, false);

    assertThat(harness.extractOutputValues()).hasSize(before + 1);
  }

  @Test
  void aKeyThatNeverMetTheModelLearnsFirst() throws Exception {
    for (int i = 0; i < WARM; i++) {
      send(Window.Phase.LIVE, second, false);
    }
    assertThat(harness.extractOutputValues()).isEmpty();

    send(Window.Phase.LIVE, second, false);

    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void aRollBackBringsTheCalibrationBack() throws Exception {
    send(Window.Phase.LIVE, first, false);
    double threshold = harness.extractOutputValues().get(0).threshold();
    send(Window.Phase.LIVE, second, false);

    send(Window.Phase.LIVE, first, false);

    assertThat(harness.extractOutputValues()).hasSize(2);
    assertThat(harness.extractOutputValues().get(1).threshold()).isEqualTo(threshold);
  }

  @Test
  void whatWasLearnedInTheShadowSurvivesARestart() throws Exception {
    for (int i = 0; i < WARM; i++) {
      send(Window.Phase.LIVE, first, false);
      send(Window.Phase.LIVE, second, true);
    }
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();

    harness = open(state);
    send(Window.Phase.LIVE, second, false);

    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void tellsHowTheShadowComparesEveryTwoHundredWindows() throws Exception {
    for (int i = 0; i < WARM + 200; i++) {
      ScoredWindow serving = send(Window.Phase.LIVE, first, false);
      harness.processElement(new StreamRecord<>(serving.by(second, true)));
    }

    assertThat(harness.getSideOutput(CalibrateFunction.REPORTS))
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.getValue().getShadow().getWindows()).isEqualTo(200);
              assertThat(report.getValue().getShadow().getCorrelation()).isGreaterThan(0.999);
            });
  }

  private void warmUp() throws Exception {
    for (int i = 0; i < WARM; i++) {
      send(Window.Phase.CALIBRATION, first, false);
    }
  }

  private ScoredWindow send(Window.Phase phase, String model, boolean shadow) throws Exception {
    long start = time;
    time += 1000;
    Window window =
        new Window(
            "pump",
            "a",
            phase,
            start,
            start + 4000,
            new float[8],
            new float[2],
            null,
            0,
            List.of());
    float score = random.nextFloat();
    ScoredWindow scored =
        new ScoredWindow(
            window, score, new float[] {score, 0}, new float[2], new float[0], model, shadow);
    harness.processElement(new StreamRecord<>(scored));
    return scored;
  }

  private KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict> open(
      @Nullable OperatorSubtaskState state) throws Exception {
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<DetectorKey, ScoredWindow, Verdict>(
            new KeyedProcessOperator<>(
                new CalibrateFunction(
                    detectors,
                    ModelFiles.local(),
                    new Scoring(16, Duration.ofMillis(5)),
                    false,
                    true)),
            scored -> new DetectorKey(scored.window().detector(), scored.window().key()),
            Types.KEY);
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }

  private static String digest(byte[] file) {
    try (OnnxModel model = OnnxModel.open("test", file, ProviderPreference.CPU)) {
      return model.digest();
    }
  }
}
