package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.architecture.Architecture;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.Loss;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelTrainerTest {
  private static final Clock NOON = clock("2026-01-01T12:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"key", "model"})
  void trainsAModelThatItsDetectorAdmits(String per) throws Exception {
    DetectorDefinition definition = Waves.definition(per);
    Path file = folder.resolve("made/waves.onnx");

    TrainingReport report = train(definition, Waves.quick().build(), file);

    try (OnnxModel model = OnnxModel.open(file, ProviderPreference.CPU)) {
      ModelAdmission.admit(definition, model);
      assertThat(model.digest()).isEqualTo(report.digest());
      assertThat(model.metadata().units()).containsEntry("flow", "l/min");
      assertThat(model.metadata().createdAt()).isEqualTo(NOON.instant());
    }
    assertThat(report.parity()).isLessThan(1e-5);
    assertThat(report.keys()).isEqualTo(2);
  }

  @Test
  void learns() throws Exception {
    TrainingReport report =
        train(
            Waves.definition("key"),
            Waves.quick().epochs(30).learningRate(0.02).build(),
            folder.resolve("m.onnx"));

    List<Epoch> epochs = report.epochs();
    assertThat(epochs.get(report.bestEpoch() - 1).validationLoss())
        .isLessThan(epochs.get(0).validationLoss() * 0.6);
  }

  @Test
  void writesTheSameFileForTheSameSeedExceptForItsTime() throws Exception {
    DetectorDefinition definition = Waves.definition("model");
    TrainingOptions options =
        Waves.quick().dropout(0.1).noise(0.1).featureDropout(0.2).l1(1e-4).build();
    Path first = folder.resolve("first.onnx");
    Path second = folder.resolve("second.onnx");
    Path later = folder.resolve("later.onnx");

    train(definition, options, first);
    train(definition, options, second);
    new ModelTrainer(definition, options, TrainingListener.SILENT, clock("2026-01-02T00:00:00Z"))
        .train(Waves.windows(definition, RowSelection.ALL), later);

    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(graph(later)).isEqualTo(graph(first));
    assertThat(Files.readAllBytes(later)).isNotEqualTo(Files.readAllBytes(first));
  }

  @ParameterizedTest
  @MethodSource("io.tidemark.export.architecture.Architectures#all")
  void comesOutTheSameForTheSameSeed(Architecture architecture) throws Exception {
    comesOutTheSame(Waves.quick().architecture(architecture.name()));
  }

  @ParameterizedTest
  @EnumSource
  void comesOutTheSameForTheSameSeed(Loss loss) throws Exception {
    comesOutTheSame(Waves.quick().loss(loss));
  }

  private void comesOutTheSame(TrainingOptionsBuilder network) throws Exception {
    DetectorDefinition definition = Waves.definition("key");
    TrainingOptions options = network.hidden(16).epochs(8).build();
    Path first = folder.resolve("first.onnx");
    Path second = folder.resolve("second.onnx");

    train(definition, options, first);
    train(definition, options, second);

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void writesAnotherFileForAnotherSeed() throws Exception {
    DetectorDefinition definition = Waves.definition("key");
    Path first = folder.resolve("first.onnx");
    Path second = folder.resolve("second.onnx");

    train(definition, Waves.quick().seed(1).build(), first);
    train(definition, Waves.quick().seed(2).build(), second);

    assertThat(graph(second)).isNotEqualTo(graph(first));
  }

  @Test
  void stopsWhenPatienceEndsAndKeepsTheBestWeights() throws Exception {
    TrainingOptions options = Waves.quick().epochs(60).learningRate(0.5).patience(3).build();

    TrainingReport report = train(Waves.definition("key"), options, folder.resolve("m.onnx"));

    double best = report.epochs().stream().mapToDouble(Epoch::validationLoss).min().orElseThrow();
    assertThat(report.epochs()).hasSizeLessThan(60);
    assertThat(report.epochs().get(report.bestEpoch() - 1).validationLoss()).isEqualTo(best);
    assertThat(report.epochs().size() - report.bestEpoch()).isEqualTo(3);
  }

  @Test
  void tellsItsListenerEveryStepAndEpoch() throws Exception {
    DetectorDefinition definition = Waves.definition("key");
    List<Integer> steps = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(int done, int total) {
            assertThat(done).isLessThanOrEqualTo(total);
            steps.add(done);
          }

          @Override
          public void epoch(Epoch epoch) {
            epochs.add(epoch.number());
          }
        };

    new ModelTrainer(definition, Waves.quick().build(), listener)
        .train(Waves.windows(definition, RowSelection.CALIBRATION), folder.resolve("m.onnx"));

    assertThat(epochs).containsExactly(1, 2, 3, 4);
    assertThat(steps).startsWith(1, 2).doesNotHaveDuplicates();
  }

  @Test
  void refusesDataWithTooFewWindowsInOneLine() {
    DetectorDefinition definition = Waves.definition("key");
    TrainingWindows none = new TrainingWindows(definition);

    assertThatThrownBy(
            () ->
                new ModelTrainer(definition, Waves.quick().build(), TrainingListener.SILENT)
                    .train(none, folder.resolve("m.onnx")))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("data: 0 windows of 8 ticks")
        .message()
        .doesNotContain("\n");
    assertThat(folder.resolve("m.onnx")).doesNotExist();
  }

  @Test
  void refusesAnUnknownArchitecture() {
    TrainingOptions options = Waves.quick().architecture("perceptron").build();

    assertThatThrownBy(() -> train(Waves.definition("key"), options, folder.resolve("m.onnx")))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("architecture: perceptron is not accepted; it must be one of lstm");
  }

  private static TrainingReport train(
      DetectorDefinition definition, TrainingOptions options, Path file) throws Exception {
    return new ModelTrainer(definition, options, TrainingListener.SILENT, NOON)
        .train(Waves.windows(definition, RowSelection.ALL), file);
  }

  private static ModelProto graph(Path file) throws Exception {
    return ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder().clearMetadataProps().build();
  }

  private static Clock clock(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
  }
}
