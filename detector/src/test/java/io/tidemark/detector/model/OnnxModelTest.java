package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.window.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxModelTest {
  private final DetectorDefinition definition = Definitions.pump();

  @Test
  void scoresEachWindowOfABatchAsIfItWereAlone() {
    try (OnnxModel model = open(TinyModel.of(definition))) {
      WindowBatch batch = model.newBatch(17);
      Random random = new Random(1);
      for (int size : new int[] {1, 17, 5}) {
        float[][] windows = new float[size][];
        batch.clear();
        for (int i = 0; i < size; i++) {
          windows[i] = randomWindow(random);
          batch.add(windows[i]);
        }
        model.score(batch);
        for (int i = 0; i < size; i++) {
          assertThat((double) batch.score(i)).isCloseTo(TinyModel.score(windows[i]), within(1e-6));
        }
      }
    }
  }

  @Test
  void givesTheErrorOfEachFeatureAndOfTheLastTick() {
    try (OnnxModel model = open(TinyModel.of(definition))) {
      WindowBatch batch = model.newBatch(2);
      batch.add(new float[8]);
      batch.add(new float[] {2, 0, 2, 0, 2, 0, 2, -6});
      model.score(batch);
      Window window =
          new Window(
              "pump",
              "p1",
              Window.Phase.LIVE,
              0,
              4000,
              new float[8],
              new double[] {2, -6},
              null,
              0,
              List.of());
      ScoredWindow scored = batch.scored(1, window);
      assertThat(scored.featureError()).containsExactly(1f, 2.25f);
      assertThat(scored.lastError()).containsExactly(1f, -3f);
      assertThat(scored.score()).isEqualTo(1.625f);
      assertThat(scored.expected(1)).isEqualTo(-3);
      assertThat(scored.share(0)).isCloseTo(1 / 3.25, within(1e-9));
    }
  }

  @Test
  void admitsAModelThatFitsAndReproducesItsGoldenWindows() {
    try (OnnxModel model = open(TinyModel.of(definition))) {
      ModelAdmission.admit(definition, model);
      assertThat(model.metadata().features()).containsExactly("current", "pressure");
      assertThat(model.digest()).hasSize(64);
    }
  }

  @Test
  void refusesAModelWhoseGoldenWindowsDoNotReproduce() {
    try (OnnxModel model = open(TinyModel.of(definition).withGoldenShift(2e-3))) {
      assertThatThrownBy(() -> ModelAdmission.admit(definition, model))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("golden window 0");
    }
  }

  @Test
  void refusesAModelOfAnotherWindowLengthAndNamesTheField() {
    DetectorDefinition longer =
        Definitions.parse(Definitions.PUMP.replace("length: 4", "length: 5"));
    try (OnnxModel model = open(TinyModel.of(longer))) {
      assertThatThrownBy(() -> ModelAdmission.admit(definition, model))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "window.length: 4 in the definition does not fit the model, which was made for 5");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "features | null | JSON without null",
        "units | {\"current\": null} | JSON without null",
        "goldenScores | [1, null, 2] | JSON without null",
        "goldenScores | [1, 2] | one for each of 3 windows",
        "goldenWindows | [\"AAAA\", \"AAAA\", \"AAAA\"] | 8: features times ticks of the window",
        "quantileProbabilities | [0, 99, 100] | from 0 to 1",
        "quantileProbabilities | [0.5, 0.4, 1] | from 0 to 1",
        "quantileScores | [1, \"NaN\", 2] | be finite",
      })
  void refusesMetadataThatCannotBeMeant(String name, String text, String accepted) {
    TinyModel model =
        TinyModel.of(definition)
            .withProperty("tidemark.quantileProbabilities", "[0, 0.5, 1]")
            .withProperty("tidemark.quantileScores", "[1, 2, 3]")
            .withProperty("tidemark." + name, text);

    assertThatThrownBy(() -> open(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(accepted);
  }

  @Test
  void saysInOneLineThatAFileIsNoModel(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("broken.onnx"), "not a model");
    assertThatThrownBy(() -> OnnxModel.open(file, ProviderPreference.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("broken.onnx")
        .hasMessageContaining("must be an ONNX model");
    assertThatThrownBy(() -> OnnxModel.open(folder.resolve("none.onnx"), ProviderPreference.CPU))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void doesNotOpenAFileThatNamesOthers() throws Exception {
    ModelProto model = ModelProto.parseFrom(TinyModel.of(definition).bytes());
    ModelProto naming =
        model.toBuilder()
            .setGraph(
                model.getGraph().toBuilder()
                    .addInitializer(
                        TensorProto.newBuilder()
                            .setName("elsewhere")
                            .setDataLocation(TensorProto.DataLocation.EXTERNAL)))
            .build();
    assertThatThrownBy(() -> OnnxModel.open("tiny", naming.toByteArray(), ProviderPreference.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tiny")
        .hasMessageContaining("another file");
  }

  @Test
  void tellsWhatAWindowHasCost() {
    try (OnnxModel model = open(TinyModel.of(definition))) {
      assertThat(model.microsPerWindow()).isZero();
      WindowBatch batch = model.newBatch(2);
      batch.add(new float[8]);
      batch.add(new float[8]);
      long started = System.nanoTime();
      model.score(batch);
      double micros = (System.nanoTime() - started) / 1e3;
      assertThat(model.microsPerWindow()).isBetween(Double.MIN_VALUE, micros / 2);
    }
  }

  @Test
  void fallsBackToTheCpuWithAReasonAndFailsWhereCudaIsRequired() {
    byte[] file = TinyModel.of(definition).bytes();
    try (OnnxModel model = OnnxModel.open("tiny", file, ProviderPreference.PREFER_CUDA)) {
      if (model.provider().provider() == ExecutionProvider.CPU) {
        assertThat(model.provider().reason()).startsWith("prefer-cuda fell back to cpu: ");
        assertThatThrownBy(() -> OnnxModel.open("tiny", file, ProviderPreference.REQUIRE_CUDA))
            .hasMessageContaining("require-cuda cannot be met");
      } else {
        OnnxModel.open("tiny", file, ProviderPreference.REQUIRE_CUDA).close();
      }
    }
  }

  @Test
  void sharesOneSessionUntilTheLastHoldIsClosed(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("tiny.onnx"), TinyModel.of(definition).bytes());
    SharedModel first = SharedModel.acquire(file, Placement.of(ProviderPreference.CPU));
    SharedModel second = SharedModel.acquire(file, Placement.of(ProviderPreference.CPU));
    assertThat(second.model()).isSameAs(first.model());
    first.close();
    first.close();
    WindowBatch batch = second.model().newBatch(1);
    batch.add(new float[8]);
    second.model().score(batch);
    second.close();
    try (SharedModel third = SharedModel.acquire(file, Placement.of(ProviderPreference.CPU))) {
      assertThat(third.model()).isNotSameAs(first.model());
    }
  }

  private static float[] randomWindow(Random random) {
    float[] window = new float[8];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) random.nextGaussian();
    }
    return window;
  }

  private static OnnxModel open(TinyModel tiny) {
    return OnnxModel.open("tiny", tiny.bytes(), ProviderPreference.CPU);
  }
}
