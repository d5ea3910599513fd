package io.tidemark.cli;

import io.tidemark.cli.training.TrainingFlags;
import io.tidemark.cli.training.TrainingProgress;
import io.tidemark.cli.training.TrainingSummary;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.TrainingReport;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.TrainingWindows;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark train}: a detector's model from normal data. */
@Command(
    name = "train",
    sortOptions = false,
    description = "Train a detector's model on normal data, prove it and write it as an ONNX file.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DetectorOption detector;
  @Mixin private ModelOutput out;

  @Option(names = "--json", description = "Print the outcome as JSON. Progress stays on stderr.")
  private boolean json;

  @Mixin private TrainingInput input;
  @Mixin private TrainingFlags flags;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DetectorDefinition definition = detector.read();
    TrainingOptions options = flags.options(definition);
    Path file = out.of(definition);
    TrainingWindows windows = input.windows(definition);
    PrintWriter err = spec.commandLine().getErr();
    TrainingReport report;
    try (TrainingProgress progress = new TrainingProgress(err)) {
      report = new ModelTrainer(definition, options, progress).train(windows, file);
    }
    TrainingSummary summary = new TrainingSummary(definition, report, file);
    spec.commandLine().getOut().println(json ? summary.json() : summary.text());
    return Tidemark.DONE;
  }
}
