package io.tidemark.export.adoption;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelException;
import io.tidemark.export.contract.FleetCalibration;
import io.tidemark.export.contract.GraphRecipe;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.contract.ModelWriter;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.onnx.Precision;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.scoring.Whitening;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.Scaling;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.export.window.WindowSet;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a network from elsewhere with scaling, score, calibration and metadata, so that it serves a
 * detector.
 */
public final class ModelAdopter {
  private final DetectorDefinition definition;
  private final ErrorScore score;
  private final @Nullable Scaling scaling;
  private final Clock clock;

  /**
   * @param scaling in front of the network, where the baseline is the model's; null for a network
   *     that scales raw units itself
   * @throws DefinitionException when there is a scaling and the baseline is the key's
   */
  public ModelAdopter(
      DetectorDefinition definition, ErrorScore score, @Nullable Scaling scaling, Clock clock) {
    if (scaling != null) {
      scaling.requireRawUnits(definition);
    }
    this.definition = definition;
    this.score = score;
    this.scaling = scaling;
    this.clock = clock;
  }

  /**
   * @param normal windows that calibrate the score; best those the network was not trained on
   * @throws DefinitionException when the file is no reconstruction network for the detector's
   *     windows, or there are too few windows
   */
  public ModelFile adopt(OnnxFile file, TrainingWindows normal) {
    WindowSet windows = normal.all();
    ForeignNetwork network = ForeignNetwork.of(file, windows.length(), windows.features());
    Scaler scaler = scaling == null ? null : Scaler.fit(scaling, windows);
    ModelWriter writer = new ModelWriter(definition, "adopted", normal.digest(), clock.instant());
    try {
      GraphRecipe plain = recipe(network, windows, null, null);
      Whitening whitening =
          score == ErrorScore.MSE ? null : whitening(writer, plain, windows, scaler);
      ModelFile adopted =
          writer.selfCalibrated(
              recipe(network, windows, scaler, whitening), windows, scores -> Map.of());
      return FleetCalibration.added(adopted, definition, normal);
    } catch (ModelException failed) {
      throw new DefinitionException(
          "%s: does not run as a network from %d x %d to the same: %s"
              .formatted(file.name(), windows.length(), windows.features(), failed.getMessage()));
    }
  }

  private GraphRecipe recipe(
      ForeignNetwork network,
      WindowSet shape,
      @Nullable Scaler scaler,
      @Nullable Whitening whitening) {
    return new GraphRecipe(
        definition.name(),
        network,
        shape.length(),
        shape.features(),
        scaler,
        whitening,
        Precision.FLOAT32,
        network::operatorSets);
  }

  private static Whitening whitening(
      ModelWriter writer, GraphRecipe plain, WindowSet windows, @Nullable Scaler scaler) {
    WindowSet scaled = scaler == null ? windows : scaler.apply(windows);
    return Whitening.fit(scaled, writer.reconstruct(plain, scaled));
  }
}
