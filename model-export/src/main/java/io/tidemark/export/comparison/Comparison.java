package io.tidemark.export.comparison;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.window.Window;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.TrainingReport;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationListener;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.evaluation.WindowScorer;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
   * @param options one a network
   * @param listener told as soon as a contender is measured
   */
  public List<Contender> run(List<TrainingOptions> options, Consumer<Contender> listener)
      throws IOException {
    List<Contender> all = new ArrayList<>();
    WindowSplit raw = windows.split(options.get(0).validation());
    ModelMetadata any = null;
    for (TrainingOptions network : options) {
      Contender contender = network(network, raw.training());
      any = any == null ? metadata(network) : any;
      all.add(contender);
      listener.accept(contender);
    }
    for (Contender contender : baselines(options.get(0), raw, any)) {
      all.add(contender);
      listener.accept(contender);
    }
    return all;
  }

  private Contender network(TrainingOptions options, WindowSet training) throws IOException {
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

  private List<Contender> baselines(
      TrainingOptions options, WindowSplit raw, @Nullable ModelMetadata like) {
    if (like == null) {
      return List.of();
    }
    Scaler scaler =
        definition.baseline().per() == io.tidemark.detector.definition.Baseline.Per.MODEL
            ? Scaler.fit(options.scaling(), raw.training())
            : null;
    WindowSplit scaled = scaler == null ? raw : raw.scaledBy(scaler);
    List<Contender> all = new ArrayList<>();
    long start = System.nanoTime();
    for (Baseline baseline :
        List.of(
            new LargestDeviation(raw.training().features()),
            new PrincipalComponents(scaled.training()),
            new CutForest(scaled.training(), options.seed()))) {
      ScoreQuantiles normal = ScoreQuantiles.of(baseline.scores(scaled.validation()));
      WindowScorer scorer = scaler == null ? baseline : scaled(baseline, scaler);
      Metrics metrics =
          Evaluation.measure(definition, with(like, baseline, normal), scorer, data, evaluation);
      all.add(
          new Contender(
              baseline.name(),
              baseline.parameters(),
              0,
              Duration.ofNanos(System.nanoTime() - start),
              Double.NaN,
              List.of(),
              metrics,
              Contender.Speed.UNKNOWN));
      start = System.nanoTime();
    }
    return all;
  }

  private static WindowScorer scaled(Baseline baseline, Scaler scaler) {
    return window -> {
      WindowSet one =
          new WindowSet(
              window.values().length / window.observed().length,
              window.observed().length,
              List.of(window.values()));
      return baseline.score(
          new Window(
              window.detector(),
              window.key(),
              window.phase(),
              window.startMillis(),
              window.endMillis(),
              scaler.apply(one).values().get(0),
              window.observed(),
              window.baseline(),
              window.imputedShare(),
              window.sources()));
    };
  }

  static ModelMetadata with(ModelMetadata like, Baseline baseline, ScoreQuantiles quantiles) {
    return new ModelMetadata(
        like.name(),
        like.version(),
        like.createdAt(),
        baseline.name(),
        like.features(),
        like.units(),
        like.windowLength(),
        like.tick(),
        like.baseline(),
        like.trainingDigest(),
        quantiles,
        List.of());
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
