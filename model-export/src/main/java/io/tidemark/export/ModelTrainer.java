package io.tidemark.export;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.architecture.Architecture;
import io.tidemark.export.architecture.Architectures;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.contract.FleetCalibration;
import io.tidemark.export.contract.GraphRecipe;
import io.tidemark.export.contract.ModelFile;
import io.tidemark.export.contract.ModelNotes;
import io.tidemark.export.contract.ModelWriter;
import io.tidemark.export.onnx.OperatorSets;
import io.tidemark.export.scoring.ErrorScore;
import io.tidemark.export.scoring.Whitening;
import io.tidemark.export.training.NetworkTrainer;
import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a detector and its windows to a model file: split, scale, fit, export, prove, write. One
 * training at a time in a JVM.
 *
 * <pre>{@code
 * var data = new TrainingData(definition, true);
 * try (EventSource table = TableSource.open(definition, file, true)) {
 *   data.read(table, RowSelection.CALIBRATION);
 * }
 * TrainingReport report = new ModelTrainer(definition, options, listener).train(data.windows(), out);
 * }</pre>
 */
public final class ModelTrainer {
  /** Fewer held-out windows than this say too little of high quantiles; then all windows do. */
  private static final int ENOUGH_HELD_OUT = 500;

  private final DetectorDefinition definition;
  private final TrainingOptions options;
  private final TrainingListener listener;
  private final Clock clock;

  /**
   * @throws DefinitionException when there is no such network
   */
  public ModelTrainer(
      DetectorDefinition definition, TrainingOptions options, TrainingListener listener) {
    this(definition, options, listener, Clock.systemUTC());
  }

  /** With a clock for the creation time, the only part of a file that the seed does not fix. */
  public ModelTrainer(
      DetectorDefinition definition,
      TrainingOptions options,
      TrainingListener listener,
      Clock clock) {
    requireNetwork(definition, options);
    this.definition = definition;
    this.options = options;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Refuses options of which no network can be made; it takes no data to tell.
   *
   * @throws DefinitionException naming architecture or size
   */
  public static void requireNetwork(DetectorDefinition definition, TrainingOptions options) {
    if (CarriedArchitecture.named(options.architecture()).isPresent()) {
      CarriedRequirements.require(definition, options);
      return;
    }
    Architecture architecture = Architectures.named(options.architecture());
    Architectures.build(
        architecture.name(),
        options.size(definition.window().length(), definition.features().size()));
  }

  /**
   * Trains a model and writes it.
   *
   * @param out the ONNX file; written only when it is proved
   * @throws DefinitionException when the data cannot be used
   * @throws io.tidemark.detector.model.ModelException when the file strays from the trainer's
   *     forward pass
   * @throws IOException when the file cannot be written
   */
  public TrainingReport train(TrainingWindows windows, Path out) throws IOException {
    WindowSplit raw = windows.split(options.validation());
    if (CarriedArchitecture.named(options.architecture()).isPresent()) {
      return carried(windows, raw, out);
    }
    Scaler scaler =
        definition.baseline().per() == Baseline.Per.MODEL
            ? Scaler.fit(options.scaling(), raw.training())
            : null;
    WindowSplit scaled = scaler == null ? raw : raw.scaledBy(scaler);
    long start = System.nanoTime();
    try (TrainedNetwork trained = new NetworkTrainer(options, listener).train(scaled)) {
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      ModelFile file =
          FleetCalibration.added(file(trained, raw, scaler, windows.digest()), definition, windows);
      file.write(out);
      return new TrainingReport(
          options,
          windows.leftOut(),
          raw.training().size(),
          raw.validation().size(),
          windows.keys(),
          trained.parameters(),
          trained.epochs(),
          trained.bestEpoch(),
          time,
          file.parity(),
          file.metadata(),
          file.digest(),
          file.bytes().length);
    }
  }

  private TrainingReport carried(TrainingWindows windows, WindowSplit raw, Path out)
      throws IOException {
    ModelWriter writer =
        new ModelWriter(definition, options.architecture(), windows.digest(), clock.instant());
    CarriedTrainer trainer = new CarriedTrainer(definition, options, writer, listener);
    long start = System.nanoTime();
    CarriedTrainer.Fitted fitted = trainer.fit(windows);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    ModelFile file = FleetCalibration.added(fitted.file(), definition, windows);
    file.write(out);
    return new TrainingReport(
        options,
        windows.leftOut(),
        raw.training().size(),
        raw.validation().size(),
        windows.keys(),
        fitted.parameters(),
        fitted.epochs(),
        fitted.bestEpoch(),
        time,
        file.parity(),
        file.metadata(),
        file.digest(),
        file.bytes().length);
  }

  private ModelFile file(
      TrainedNetwork trained, WindowSplit raw, @Nullable Scaler scaler, String digest) {
    WindowSet normal = normal(raw);
    GraphRecipe recipe =
        new GraphRecipe(
            definition.name(),
            trained.network(),
            normal.length(),
            normal.features(),
            scaler,
            options.score() == ErrorScore.MSE ? null : whitening(trained, normal, scaler),
            OperatorSets::ours);
    ModelWriter writer =
        new ModelWriter(definition, options.architecture(), digest, clock.instant());
    Map<String, String> notes = ModelNotes.training(options, trained);
    return writer.proved(recipe, trained, normal, notes);
  }

  private static Whitening whitening(
      TrainedNetwork trained, WindowSet normal, @Nullable Scaler scaler) {
    WindowSet scaled = scaler == null ? normal : scaler.apply(normal);
    return Whitening.fit(scaled, trained.forward(scaled).reconstructions());
  }

  private static WindowSet normal(WindowSplit windows) {
    WindowSet heldOut = windows.validation();
    if (heldOut.size() >= ENOUGH_HELD_OUT) {
      return heldOut;
    }
    List<float[]> all = new ArrayList<>(windows.training().values());
    all.addAll(heldOut.values());
    return new WindowSet(heldOut.length(), heldOut.features(), all);
  }
}
