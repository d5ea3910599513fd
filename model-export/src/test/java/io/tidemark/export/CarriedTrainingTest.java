package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.architecture.Sizing;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.contract.ModelNotes;
import io.tidemark.export.inspection.Finding;
import io.tidemark.export.inspection.ModelInspector;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.training.Epoch;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that carry their state and whose weights are trained. */
class CarriedTrainingTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @TempDir Path folder;

  private final DetectorDefinition definition = Waves.definition("key");

  private static TrainingOptionsBuilder options(CarriedArchitecture kind) {
    return TrainingOptions.builder().architecture(kind.option()).hidden(8);
  }

  private static TrainingOptionsBuilder trained() {
    return options(CarriedArchitecture.TRAINED);
  }

  private TrainingReport train(TrainingOptions options, String name) throws IOException {
    return train(options, name, TrainingListener.SILENT);
  }

  private TrainingReport train(TrainingOptions options, String name, TrainingListener listener)
      throws IOException {
    TrainingWindows windows = Waves.windows(definition, RowSelection.ALL);
    return new ModelTrainer(definition, options, listener, CLOCK)
        .train(windows, folder.resolve(name));
  }

  @Test
  void expectsWavesBetterThanFixedWeightsAndTheirNormalValueDo() throws IOException {
    TrainingReport trained = train(trained().build(), "trained.onnx");
    TrainingReport fixed = train(options(CarriedArchitecture.FIXED).build(), "fixed.onnx");

    // Standard scores have a mean square of about 1 around their normal value.
    assertThat(best(trained).validationLoss())
        .isLessThan(0.6)
        .isLessThan(0.9 * best(fixed).validationLoss());
    assertThat(trained.metadata().quantiles().quantile(.5))
        .as("median score of the files themselves")
        .isLessThan(0.9 * fixed.metadata().quantiles().quantile(.5));
  }

  private static Epoch best(TrainingReport report) {
    return report.epochs().get(report.bestEpoch() - 1);
  }

  @Test
  void theFileComputesWhatTheTrainerComputes() throws IOException {
    TrainingReport report =
        train(trained().epochs(20).noise(0.1).featureDropout(0.1).l1(1e-5).build(), "waves.onnx");

    assertThat(report.parity()).isLessThan(1e-5);
    assertThat(report.metadata().architecture()).isEqualTo("lstm-carried-trained");
    assertThat(report.parameters()).isEqualTo(4 * 8 * (3 + 8 + 2) + 9 * 3);
  }

  @Test
  void theFileIsAdmittedAndInspectFindsNothingAgainstIt() throws IOException {
    train(trained().epochs(5).build(), "waves.onnx");
    Path file = folder.resolve("waves.onnx");
    try (OnnxModel model =
        ModelAdmission.open(
            definition.withModel(new ModelReference(file, ProviderPreference.CPU)))) {
      assertThat(model.carriesState()).isTrue();
      assertThat(model.stateLength()).isEqualTo(16);
    }
    assertThat(ModelInspector.inspect(OnnxFile.read(file), definition)).allMatch(Finding::fits);
    JsonNode training = ModelNotes.read(OnnxFile.read(file).properties(), ModelNotes.TRAINING);
    assertThat(Objects.requireNonNull(training).get("epochs")).hasSize(5);
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    train(trained().epochs(5).noise(0.1).build(), "one.onnx");
    train(trained().epochs(5).noise(0.1).build(), "two.onnx");
    train(trained().epochs(5).noise(0.1).seed(9).build(), "other.onnx");
    byte[] one = Files.readAllBytes(folder.resolve("one.onnx"));
    assertThat(Files.readAllBytes(folder.resolve("two.onnx"))).isEqualTo(one);
    assertThat(Files.readAllBytes(folder.resolve("other.onnx"))).isNotEqualTo(one);
  }

  @Test
  void stopsWhenTheFitNoLongerImprovesAndKeepsTheBestEpoch() throws IOException {
    TrainingReport report =
        train(trained().epochs(300).patience(3).learningRate(0.3).build(), "waves.onnx");

    assertThat(report.epochs().size()).isEqualTo(report.bestEpoch() + 3).isLessThan(300);
    double best = report.epochs().get(report.bestEpoch() - 1).validationLoss();
    assertThat(report.epochs()).extracting(Epoch::validationLoss).allMatch(loss -> loss >= best);
  }

  @Test
  void holdsNoMoreNativeArraysAfterManyEpochsThanAfterTwo() throws IOException {
    List<Integer> open = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void memory(int arrays) {
            open.add(arrays);
          }
        };
    train(
        trained().epochs(30).noise(0.1).featureDropout(0.1).l1(1e-5).build(),
        "waves.onnx",
        listener);

    assertThat(open).hasSize(30);
    assertThat(open.subList(1, 30)).containsOnly(open.get(1));
  }

  @Test
  void takesOptionsOfTrainingAndRefusesThoseOfOtherNetworks() {
    assertThat(CarriedRequirements.takes(trained().epochs(3).patience(2).batchSize(5).build()))
        .isTrue();
    assertThat(trained().build().batchSize()).isEqualTo(64);
    for (TrainingOptions wrong :
        List.of(
            trained().size(Sizing.LAYERS, 2).build(),
            trained().dropout(0.1).build(),
            trained().score(ErrorScore.MAHALANOBIS).build())) {
      assertThatThrownBy(() -> ModelTrainer.requireNetwork(definition, wrong))
          .isInstanceOf(DefinitionException.class)
          .hasMessageContaining("layers, latent, heads, dropout, score and scaling");
    }
    assertThatThrownBy(
            () -> ModelTrainer.requireNetwork(Waves.definition("model"), trained().build()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("baseline.per");
  }
}
