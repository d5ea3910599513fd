package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.inspection.Finding;
import io.tidemark.export.inspection.ModelInspector;
import io.tidemark.export.inspection.OnnxFile;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedTrainerTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @TempDir Path folder;

  private final DetectorDefinition definition = Waves.definition("key");

  private static TrainingOptionsBuilder carried() {
    return TrainingOptions.builder().architecture(CarriedTrainer.NAME).hidden(16);
  }

  private TrainingReport train(TrainingOptions options, String name) throws IOException {
    TrainingWindows windows = Waves.windows(definition, RowSelection.ALL);
    return new ModelTrainer(definition, options, TrainingListener.SILENT, CLOCK)
        .train(windows, folder.resolve(name));
  }

  @Test
  void expectsWavesBetterThanTheirNormalValueDoes() throws IOException {
    TrainingReport report = train(carried().build(), "waves.onnx");
    // Standard scores have a mean square of about 1 around their normal value.
    assertThat(report.epochs().get(0).validationLoss()).isLessThan(0.6);
    assertThat(report.parity()).isLessThan(1e-4);
    assertThat(report.metadata().architecture()).isEqualTo("lstm-carried");
    assertThat(report.metadata().fleet().latent()).hasSize(16 * 17 / 2);
  }

  @Test
  void theFileIsAdmittedAndCarriesItsState() throws IOException {
    train(carried().build(), "waves.onnx");
    Path file = folder.resolve("waves.onnx");
    try (OnnxModel model =
        ModelAdmission.open(
            definition.withModel(new ModelReference(file, ProviderPreference.CPU)))) {
      assertThat(model.carriesState()).isTrue();
      assertThat(model.stateLength()).isEqualTo(32);
      assertThat(model.latentLength()).isEqualTo(16);
    }
  }

  @Test
  void inspectFindsNothingAgainstIt() throws IOException {
    train(carried().build(), "waves.onnx");
    assertThat(ModelInspector.inspect(OnnxFile.read(folder.resolve("waves.onnx")), definition))
        .allMatch(Finding::fits);
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    train(carried().build(), "one.onnx");
    train(carried().build(), "two.onnx");
    train(carried().seed(9).build(), "other.onnx");
    byte[] one = Files.readAllBytes(folder.resolve("one.onnx"));
    assertThat(Files.readAllBytes(folder.resolve("two.onnx"))).isEqualTo(one);
    assertThat(Files.readAllBytes(folder.resolve("other.onnx"))).isNotEqualTo(one);
  }

  @Test
  void refusesWhatItCannotWatchAndOptionsThatMeanNothing() {
    assertThatThrownBy(
            () -> ModelTrainer.requireNetwork(Waves.definition("model"), carried().build()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("baseline.per");
    assertThatThrownBy(() -> ModelTrainer.requireNetwork(definition, carried().epochs(3).build()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("only hidden, validation and seed");
    assertThat(CarriedRequirements.fits(Waves.definition("model"))).isFalse();
    assertThat(CarriedRequirements.fits(definition)).isTrue();
    assertThat(CarriedRequirements.takes(carried().seed(3).build())).isTrue();
    assertThat(CarriedRequirements.takes(carried().patience(3).build())).isFalse();
  }
}
