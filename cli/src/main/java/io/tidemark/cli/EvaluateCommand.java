package io.tidemark.cli;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark evaluate}: how good a detector is on a table. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = "Score a table as the job would; write scores.csv, metrics.json and report.html.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DetectorOption detector;

  @Option(
      names = "--model",
      paramLabel = "ONNX",
      description = "Model to use (default: model.path of the detector).")
  private @Nullable Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "TABLE",
      description = "CSV or CSV.gz timestamp,key,<columns...>[,label], rows in time order.")
  private Path data;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Labelled periods key,start,end (default: runs of label 1 in the table).")
  private @Nullable Path events;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; made where it is missing.")
  private Path out;

  @Option(names = "--json", description = "Print metrics.json; progress is not shown.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    DetectorDefinition definition = detector.read();
    OutputPath.requireFolder("--out", out);
    Path file = model == null ? definition.model().path() : model;
    Metrics metrics;
    try (ProgressLine progress = new ProgressLine("evaluate", !json)) {
      metrics =
          Evaluation.run(
              definition,
              file,
              data,
              out,
              EvaluationOptions.of(definition, events),
              progress::rows);
    }
    PrintWriter answer = spec.commandLine().getOut();
    if (json) {
      answer.println(PrintableText.json(metrics.toJson().toString()));
    } else {
      print(metrics, answer);
    }
    return Tidemark.DONE;
  }

  private void print(Metrics metrics, PrintWriter answer) {
    answer.printf(Locale.ROOT, "%,d incidents%n", metrics.incidents().size());
    if (metrics.hasLabels()) {
      answer.printf(
          Locale.ROOT,
          "%d of %d events detected, %d false alarms, %s a day of a key%n",
          metrics.eventsDetected(),
          metrics.eventCount(),
          metrics.falseAlarms(),
          number(metrics.falseAlarmsPerDay()));
      answer.printf(
          "ROC-AUC %s, VUS-PR %s with base rate %s%n",
          number(metrics.rocAuc()), number(metrics.vusPr()), number(metrics.baseRate()));
    }
    answer.println("Wrote scores.csv, metrics.json and report.html in " + out);
  }

  private static String number(Figure figure) {
    return Double.isNaN(figure.value())
        ? "unknown"
        : String.format(Locale.ROOT, "%.3f", figure.value());
  }
}
