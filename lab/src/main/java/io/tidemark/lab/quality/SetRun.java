package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationListener;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.training.TrainingOptionsBuilder;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.lab.comparison.Baselines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Trains on one set and judges the keys of another by its protocol. */
final class SetRun {
  private static final String DETECTOR = "tidemark";

  /** A rate at which a step moves no weight by more than this: the network stays as it was made. */
  private static final double NO_LEARNING = 1e-7;

  private final DetectorDefinition definition;
  private final LoadedSet tested;
  private final SetWarmups warmups;
  private final EvaluationOptions evaluation;
  private final TrainingWindows windows;
  private final Path out;
  private final int seeds;
  private final Consumer<String> progress;

  SetRun(
      DetectorDefinition definition,
      PublicSet trained,
      PublicSet tested,
      QualityOptions options,
      Consumer<String> progress) {
    this.definition = definition;
    this.progress = progress;
    this.tested = LoadedSet.read(definition, tested);
    LoadedSet training =
        trained.data().equals(tested.data()) ? this.tested : LoadedSet.read(definition, trained);
    warmups = new SetWarmups(definition, this.tested, training);
    EvaluationOptions usual = EvaluationOptions.of(definition, null);
    evaluation = Files.exists(tested.events()) ? usual.withConcerned(tested.events()) : usual;
    windows = SetTraining.windows(definition, training);
    out = options.out().resolve(tested.name());
    seeds = options.seeds();
  }

  SetQuality run() throws IOException {
    long start = System.nanoTime();
    List<DetectorRuns> all = new ArrayList<>();
    all.add(
        network(
            DETECTOR, () -> TrainingOptions.builder().architecture(SetTraining.usual(definition))));
    if (!SetTraining.usual(definition).equals(SetTraining.WINDOWED)) {
      String carried = CarriedArchitecture.TRAINED.option();
      all.add(network(carried, () -> TrainingOptions.builder().architecture(carried)));
      all.add(
          network(
              SetTraining.WINDOWED,
              () -> TrainingOptions.builder().architecture(SetTraining.WINDOWED)));
    }
    all.add(network("untrained", SetRun::untrained));
    all.add(companion());
    all.addAll(baselines());
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return new SetQuality(name(), windows.size(), time, all);
  }

  private String name() {
    return tested.set().name();
  }

  private static TrainingOptionsBuilder untrained() {
    return TrainingOptions.builder().epochs(1).learningRate(NO_LEARNING);
  }

  private DetectorRuns network(String name, Supplier<TrainingOptionsBuilder> options)
      throws IOException {
    List<Metrics> runs = new ArrayList<>();
    for (int run = 0; run < seeds; run++) {
      progress.accept("%s: %s, seed %d of %d".formatted(name(), name, run + 1, seeds));
      Path model = model(name, run);
      TrainingOptions training = options.get().seed(SetTraining.FIRST_SEED + run).build();
      new ModelTrainer(definition, training, TrainingListener.SILENT).train(windows, model);
      runs.add(evaluated(definition, model, folder(name, run)));
    }
    return new DetectorRuns(name, runs);
  }

  /** The linear companion alone: principal components of each key's last ticks. */
  private DetectorRuns companion() throws IOException {
    progress.accept(name() + ": baselines");
    DetectorDefinition linear = definition.withScore(Score.COMPANION);
    return new DetectorRuns(
        "pca", List.of(evaluated(linear, model(DETECTOR, 0), out.resolve("pca"))));
  }

  private List<DetectorRuns> baselines() {
    ModelMetadata metadata;
    try (OnnxModel model = OnnxModel.open(model(DETECTOR, 0), ProviderPreference.CPU)) {
      metadata = model.metadata();
    }
    double validation = TrainingOptions.builder().build().validation();
    return Baselines.perKey(windows.split(validation), metadata, SetTraining.FIRST_SEED).stream()
        .map(
            baseline ->
                new DetectorRuns(
                    baseline.name(),
                    List.of(
                        Evaluation.measure(
                            definition,
                            baseline.metadata(),
                            baseline.scorer(),
                            tested.table(),
                            evaluation,
                            warmups))))
        .toList();
  }

  private Metrics evaluated(DetectorDefinition detector, Path model, Path folder)
      throws IOException {
    Metrics metrics =
        Evaluation.run(
            detector,
            model,
            tested.table(),
            folder,
            evaluation,
            warmups,
            EvaluationListener.SILENT);
    if (!metrics.lateRows().isEmpty()) {
      progress.accept(name() + ": " + metrics.lateRows());
    }
    return metrics;
  }

  private Path model(String name, int run) {
    return folder(name, run).resolve("model.onnx");
  }

  /** The detector's first run lies in the set's own folder. */
  private Path folder(String name, int run) {
    Path of = name.equals(DETECTOR) ? out : out.resolve(name);
    return run == 0 ? of : of.resolve("seed-" + (run + 1));
  }
}
