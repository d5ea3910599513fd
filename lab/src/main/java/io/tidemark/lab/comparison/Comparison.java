package io.tidemark.lab.comparison;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.TrainingReport;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationListener;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trains networks with the same budget, measures each and the baselines on a table, and times the
 * files.
 */
public final class Comparison {
  private final DetectorDefinition definition;
  private final TrainingWindows windows;
  private final Path data;
  private final EvaluationOptions evaluation;
  private final Path out;

  /**
   * @param windows to train on
   * @param data table to measure on
   * @param out folder for the model files and their evaluations
   */
  public Comparison(
      DetectorDefinition definition,
      TrainingWindows windows,
      Path data,
      EvaluationOptions evaluation,
      Path out) {
    this.definition = definition;
    this.windows = windows;
    this.data = data;
    this.evaluation = evaluation;
    this.out = out;
  }

  /**
   * Runs it all.
   *
   * @param options one a network, at least one
   * @param listener told as soon as a contender is measured
   */
  public List<Contender> run(List<TrainingOptions> options, Consumer<Contender> listener)
      throws IOException, InterruptedException {
    Evaluation.requireVerdict(definition, data);
    List<Contender> all = new ArrayList<>();
    WindowSplit raw = windows.split(options.get(0).validation());
    for (TrainingOptions network : options) {
      Contender contender = network(network, raw.training());
      all.add(contender);
      listener.accept(contender);
    }
    BaselineTrial baselines =
        new BaselineTrial(definition, metadata(options.get(0)), data, evaluation);
    for (Contender contender : baselines.run(options.get(0), raw)) {
      all.add(contender);
      listener.accept(contender);
    }
    return all;
  }

  private Contender network(TrainingOptions options, WindowSet training)
      throws IOException, InterruptedException {
    Path file = file(options);
    TrainingReport report =
        new ModelTrainer(definition, options, TrainingListener.SILENT).train(windows, file);
    Metrics metrics =
        Evaluation.run(
            definition,
            file,
            data,
            out.resolve(options.architecture()),
            evaluation,
            EvaluationListener.SILENT);
    return new Contender(
        options.architecture(),
        report.parameters(),
        report.bytes(),
        report.time(),
        report.epochs().get(report.bestEpoch() - 1).validationLoss(),
        report.epochs(),
        metrics,
        SpeedTrial.of(file, training));
  }

  private ModelMetadata metadata(TrainingOptions options) {
    try (OnnxModel model = OnnxModel.open(file(options), ProviderPreference.CPU)) {
      return model.metadata();
    }
  }

  private Path file(TrainingOptions options) {
    return out.resolve(options.architecture() + ".onnx");
  }
}
