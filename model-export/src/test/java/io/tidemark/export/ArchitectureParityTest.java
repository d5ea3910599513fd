package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.architecture.Architecture;
import io.tidemark.export.architecture.Architectures;
import io.tidemark.export.architecture.Sizing;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.RowSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every architecture and option computes in ONNX Runtime what DJL computes, at batches of 1, 2, 17
 * and 64: the trainer measures it on all outputs and reports the largest difference.
 */
final class ArchitectureParityTest {
  private static final Set<String> LOOSER = Set.of("transformer", "rnn", "cnn-lstm", "dense");
  private static final DetectorDefinition PER_KEY = Waves.definition("key");
  private static final DetectorDefinition PER_MODEL = Waves.definition("model");

  @TempDir Path folder;

  static List<String> architectures() {
    return Architectures.all().stream().map(Architecture::name).toList();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void computesTheSameInOnnxRuntime(String architecture) throws Exception {
    TrainingReport report = train(PER_KEY, quick(architecture));

    assertThat(report.parity()).isLessThan(LOOSER.contains(architecture) ? 1e-4 : 1e-5);
    assertAdmitted(PER_KEY);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void computesTheSameOfRawUnitsWithDropoutAndTheMahalanobisScore(String architecture)
      throws Exception {
    TrainingReport report =
        train(PER_MODEL, quick(architecture).dropout(0.3).score(ErrorScore.MAHALANOBIS));

    assertThat(report.parity()).isLessThan(1e-4);
    assertAdmitted(PER_MODEL);
  }

  static Stream<TrainingOptionsBuilder> deep() {
    return Stream.of(
        quick("stacked-lstm").size(Sizing.LAYERS, 3).dropout(0.2),
        quick("bilstm").size(Sizing.LAYERS, 2).dropout(0.2),
        quick("cnn-lstm").size(Sizing.LAYERS, 2),
        quick("attention-lstm").size(Sizing.HEADS, 3),
        quick("transformer")
            .size(Sizing.LAYERS, 1)
            .size(Sizing.LATENT, 5)
            .size(Sizing.HEADS, 2)
            .dropout(0.1),
        quick("dense").size(Sizing.LAYERS, 3).size(Sizing.LATENT, 4),
        quick("lstm-forecaster").size(Sizing.LAYERS, 2));
  }

  @ParameterizedTest
  @MethodSource("deep")
  void computesTheSameInOtherSizes(TrainingOptionsBuilder options) throws Exception {
    assertThat(train(PER_KEY, options).parity()).isLessThan(1e-4);
  }

  @Test
  void addsUpContributionsToTheScore() throws Exception {
    train(PER_KEY, quick("lstm").score(ErrorScore.MAHALANOBIS));

    try (OnnxModel model = OnnxModel.open(file(), ProviderPreference.CPU)) {
      List<float[]> windows =
          model.metadata().golden().stream().map(golden -> golden.values()).toList();
      float[] scores = model.compute(ModelContract.SCORE, windows);
      float[] parts = model.compute(ModelContract.FEATURE_ERROR, windows);
      for (int i = 0; i < scores.length; i++) {
        float sum = parts[3 * i] + parts[3 * i + 1] + parts[3 * i + 2];
        assertThat(parts[3 * i]).isNotNegative();
        assertThat(sum / 3).isCloseTo(scores[i], org.assertj.core.data.Offset.offset(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void refusesSizesItDoesNotHave(String name) {
    for (Sizing sizing : Sizing.values()) {
      if (!Architectures.named(name).sizings().contains(sizing)) {
        assertThatThrownBy(() -> train(PER_KEY, quick(name).size(sizing, 2)))
            .isInstanceOf(DefinitionException.class)
            .hasMessageStartingWith(
                sizing.option() + ": architecture " + name + " has no such size; it is one of ");
      }
    }
  }

  @Test
  void refusesHeadsThatDoNotDivideTheChannels() {
    assertThatThrownBy(() -> train(PER_KEY, quick("transformer").hidden(6).size(Sizing.HEADS, 4)))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("hidden: 6 is not accepted; it must be a multiple of heads, which is 4");
  }

  @Test
  void forecastsFromThePastOnly() throws Exception {
    train(PER_KEY, quick("lstm-forecaster"));

    try (OnnxModel model = OnnxModel.open(file(), ProviderPreference.CPU)) {
      float[] window = model.metadata().golden().get(0).values();
      float[] changed = window.clone();
      changed[changed.length - 1] += 3;

      float[] before = model.reconstruct(window);
      float[] after = model.reconstruct(changed);

      assertThat(after).containsExactly(before);
      assertThat(java.util.Arrays.copyOf(before, 3))
          .containsExactly(java.util.Arrays.copyOf(window, 3));
    }
  }

  private static TrainingOptionsBuilder quick(String architecture) {
    return Waves.quick().architecture(architecture).hidden(8).epochs(2);
  }

  private Path file() {
    return folder.resolve("m.onnx");
  }

  private TrainingReport train(DetectorDefinition definition, TrainingOptionsBuilder options)
      throws Exception {
    return new ModelTrainer(definition, options.build(), TrainingListener.SILENT)
        .train(Waves.windows(definition, RowSelection.ALL), file());
  }

  private void assertAdmitted(DetectorDefinition definition) {
    try (OnnxModel model = OnnxModel.open(file(), ProviderPreference.CPU)) {
      ModelAdmission.admit(definition, model);
    }
  }
}
