package io.tidemark.lab.comparison;

import io.tidemark.detector.definition.Baseline.Per;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import io.tidemark.detector.window.Window;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.evaluation.WindowScorer;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fits the baselines to the windows that the networks were fitted to, and measures them likewise.
 *
 * @param like metadata of a network's file, for what a baseline's would say
 */
record BaselineTrial(
    DetectorDefinition definition, ModelMetadata like, Path data, EvaluationOptions evaluation) {

  /**
   * Runs them all.
   *
   * @param raw windows as the detector cuts them
   */
  List<Contender> run(TrainingOptions options, WindowSplit raw) {
    Scaler scaler =
        definition.baseline().per() == Per.MODEL
            ? Scaler.fit(options.scaling(), raw.training())
            : null;
    WindowSplit scaled = scaler == null ? raw : raw.scaledBy(scaler);
    List<Supplier<Baseline>> baselines =
        List.of(
            () -> new LargestDeviation(raw.training().features()),
            () -> new PrincipalComponents(scaled.training()),
            () -> new PatchClusters(scaled.training(), options.seed()),
            () -> new CutForest(scaled.training(), options.seed()),
            () -> new CutForest(scaled.training(), options.seed(), true));
    List<Contender> all = new ArrayList<>();
    baselines.forEach(baseline -> all.add(measured(baseline, scaled.validation(), scaler)));
    return all;
  }

  private Contender measured(
      Supplier<Baseline> fit, WindowSet validation, @Nullable Scaler scaler) {
    long start = System.nanoTime();
    Baseline baseline = fit.get();
    Duration fitting = Duration.ofNanos(System.nanoTime() - start);
    ScoreQuantiles normal = ScoreQuantiles.of(baseline.scores(validation));
    WindowScorer scorer = scaler == null ? baseline : scaled(baseline, scaler);
    Metrics metrics =
        Evaluation.measure(definition, metadata(like, baseline, normal), scorer, data, evaluation);
    return new Contender(
        baseline.name(),
        baseline.parameters(),
        0,
        fitting,
        Double.NaN,
        List.of(),
        metrics,
        Contender.Speed.UNKNOWN);
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

  /** What a baseline's model file would say. */
  static ModelMetadata metadata(ModelMetadata like, Baseline baseline, ScoreQuantiles quantiles) {
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
}
