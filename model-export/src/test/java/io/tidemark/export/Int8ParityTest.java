package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.architecture.Sizing;
import io.tidemark.export.onnx.Precision;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class Int8ParityTest {
  private static final List<String> OUTPUTS =
      List.of(
          ModelContract.LATENT,
          ModelContract.RECONSTRUCTION,
          ModelContract.FEATURE_ERROR,
          ModelContract.SCORE);

  @TempDir Path folder;

  static Stream<TrainingOptionsBuilder> withLstm() {
    return Stream.of(
        quick("lstm"),
        quick("lstm").score(ErrorScore.MAHALANOBIS),
        quick("stacked-lstm").size(Sizing.LAYERS, 3).dropout(0.2),
        quick("bilstm").size(Sizing.LAYERS, 2),
        quick("cnn-lstm"),
        quick("attention-lstm").size(Sizing.HEADS, 2),
        quick("lstm-forecaster").size(Sizing.LAYERS, 2));
  }

  @ParameterizedTest
  @MethodSource("withLstm")
  void computesWhatTheStandardSaysOfRoundedWeightsInputsAndStates(TrainingOptionsBuilder options)
      throws Exception {
    for (String per : List.of("key", "model")) {
      DetectorDefinition definition = Waves.definition(per);
      Path file = folder.resolve(per + ".onnx");
      TrainingWindows windows = Waves.windows(definition, RowSelection.ALL);
      new ModelTrainer(definition, options.build(), TrainingListener.SILENT).train(windows, file);
      List<float[]> values = windows.split(0.5).training().values();
      assertSame(Files.readAllBytes(file), steps(options), values);
    }
  }

  /**
   * A value that lies within the float error of the border between two of its 255 steps can be
   * rounded to either; that happens to a few in a hundred thousand. A step of a state is at most
   * 2/255, a weight here at most about a half.
   */
  private static void assertSame(byte[] file, int steps, List<float[]> values) throws Exception {
    try (OnnxModel model = OnnxModel.open("int8", file, ProviderPreference.CPU);
        OnnxModel reference =
            OnnxModel.open("reference", DequantizedLstm.of(file, steps), ProviderPreference.CPU)) {
      List<Double> strays = new ArrayList<>();
      for (int size : new int[] {1, 2, 17, 64}) {
        List<float[]> batch =
            IntStream.range(0, size).mapToObj(i -> values.get(i % values.size())).toList();
        for (String output : OUTPUTS) {
          strays.addAll(strays(reference.compute(output, batch), model.compute(output, batch)));
        }
      }
      strays.sort(null);
      assertThat(strays.get(strays.size() * 95 / 100)).isLessThan(1e-5);
      assertThat(strays.get(strays.size() - 1)).isLessThan(4e-3);
    }
  }

  /** A forecaster does not read the last tick. */
  private static int steps(TrainingOptionsBuilder options) {
    return options.build().architecture().equals("lstm-forecaster")
        ? Waves.WINDOW - 1
        : Waves.WINDOW;
  }

  /** Absolute up to 1 and relative beyond. */
  private static List<Double> strays(float[] wanted, float[] found) {
    assertThat(found).hasSameSizeAs(wanted);
    return IntStream.range(0, wanted.length)
        .mapToObj(i -> Math.abs(wanted[i] - found[i]) / Math.max(1.0, Math.abs(wanted[i])))
        .toList();
  }

  private static TrainingOptionsBuilder quick(String architecture) {
    return Waves.quick().architecture(architecture).hidden(16).epochs(3).precision(Precision.INT8);
  }
}
