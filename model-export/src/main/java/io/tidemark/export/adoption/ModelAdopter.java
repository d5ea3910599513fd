package io.tidemark.export.adoption;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.contract.FleetCalibration;
import io.tidemark.export.contract.GraphRecipe;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.contract.ModelWriter;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.scoring.Whitening;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.Scaling;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.export.window.WindowSet;
import java.time.Clock;
import java.util.List;
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
   * Adopts a network that carries its state, where tensors are named or the file has several
   * inputs; else one that reads whole windows.
   *
   * @param names of a step's tensors
   * @param normal windows that calibrate the score; best those the network was not trained on
   * @throws DefinitionException when the file is no such network, the detector's keys cannot be
   *     watched by it, or there are too few windows
   */
  public Adopted adopt(OnnxFile file, StepTensors names, TrainingWindows normal) {
    boolean step = !names.equals(StepTensors.UNNAMED) || file.inputs().size() > 1;
    return step ? adoptStep(file, names, normal) : adopt(file, normal);
  }

  /**
   * What came of it.
   *
   * @param file for the detector
   * @param tensors which of the network's were taken
   */
  public record Adopted(ModelFile file, String tensors) {}

  private Adopted adoptStep(OnnxFile file, StepTensors names, TrainingWindows normal) {
    CarriedRequirements.requireKeys(definition, "a model that carries its state");
    if (score != ErrorScore.MSE) {
      throw DefinitionException.of(
          "score", "mahalanobis", "mse with a model that carries its state");
    }
    normal.all(); // says where there are too few
    ForeignStep network = ForeignStep.of(file, names, definition.features().size());
    ModelWriter writer = writer(normal);
    ModelProto graph = network.graph(definition.name());
    try {
      List<ScoredWindow> scored =
          writer.scored(graph, normal.byKey()).stream().flatMap(List::stream).toList();
      scored.stream()
          .filter(window -> !Float.isFinite(window.score()))
          .findFirst()
          .ifPresent(
              window -> {
                throw new ModelException("the model scores a normal window " + window.score());
              });
      ModelFile adopted = writer.finished(graph, scored, 0, Map.of());
      return new Adopted(FleetCalibration.added(adopted, definition, normal), network.tensors());
    } catch (ModelException failed) {
      throw new DefinitionException(
          "%s: does not run as one step (%s): %s"
              .formatted(file.name(), network.tensors(), failed.getMessage()));
    }
  }

  private ModelWriter writer(TrainingWindows normal) {
    return new ModelWriter(definition, "adopted", normal.digest(), clock.instant());
  }

  /**
   * Adopts a network that reads whole windows.
   *
   * @param normal windows that calibrate the score; best those the network was not trained on
   * @throws DefinitionException when the file is no reconstruction network for the detector's
   *     windows, or there are too few windows
   */
  private Adopted adopt(OnnxFile file, TrainingWindows normal) {
    WindowSet windows = normal.all();
    ForeignNetwork network = ForeignNetwork.of(file, windows.length(), windows.features());
    Scaler scaler = scaling == null ? null : Scaler.fit(scaling, windows);
    ModelWriter writer = writer(normal);
    try {
      GraphRecipe plain = recipe(network, windows, null, null);
      Whitening whitening =
          score == ErrorScore.MSE ? null : whitening(writer, plain, windows, scaler);
      ModelFile adopted =
          writer.selfCalibrated(recipe(network, windows, scaler, whitening), windows);
      return new Adopted(FleetCalibration.added(adopted, definition, normal), network.tensors());
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
        network::operatorSets);
  }

  private static Whitening whitening(
      ModelWriter writer, GraphRecipe plain, WindowSet windows, @Nullable Scaler scaler) {
    WindowSet scaled = scaler == null ? windows : scaler.apply(windows);
    return Whitening.fit(scaled, writer.reconstruct(plain, scaled));
  }
}
