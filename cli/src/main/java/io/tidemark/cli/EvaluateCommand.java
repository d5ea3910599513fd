package io.tidemark.cli;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import io.tidemark.export.evaluation.Reasons;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    description =
        "Score a table as the job would, and write scores.csv, metrics.json and report.html.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int KEYS_SHOWN = 5;

  @Spec private CommandSpec spec;

  @Mixin private DetectorOption detector;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "ONNX model to use (default: model.path of the detector).")
  private @Nullable Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description =
          "Table: CSV or CSV.gz timestamp,key,<columns...>[,label], each key's rows in time"
              + " order.")
  private Path data;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "Labelled periods key,start,end[,features] (default: runs of label 1 in the table).")
  private @Nullable Path events;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results, created if missing.")
  private Path out;

  @Option(names = "--json", description = "Print metrics.json instead of progress.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    DetectorDefinition definition = detector.read();
    OutputPath.requireFolder("--out", out);
    Metrics metrics;
    try (ProgressLine progress = new ProgressLine("evaluate", !json)) {
      metrics =
          Evaluation.run(
              definition,
              model,
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
    int incidents = metrics.incidents().size();
    answer.printf(Locale.ROOT, "%,d incident%s%n", incidents, incidents == 1 ? "" : "s");
    if (metrics.hasLabels()) {
      answer.printf(
          Locale.ROOT,
          "%s, %,d false alarms, %s per key and day%n",
          events(metrics),
          metrics.falseAlarms(),
          number(metrics.falseAlarmsPerDay()));
    }
    if (!Double.isNaN(metrics.rocAuc().value())) {
      answer.printf(
          "ROC-AUC %s, VUS-PR %s with base rate %s%n",
          number(metrics.rocAuc()), number(metrics.vusPr()), number(metrics.baseRate()));
    }
    if (metrics.incidentsToExplain() > 0) {
      answer.printf(
          Locale.ROOT,
          "%s of %,d incidents name a feature first that the event concerns; %.3f by chance%n",
          number(metrics.explained()),
          metrics.incidentsToExplain(),
          metrics.explainedByChance());
    }
    printUnwatched(metrics, answer);
    answer.println("Wrote scores.csv, metrics.json and report.html in " + out);
  }

  private static String events(Metrics metrics) {
    if (metrics.eventCount() == 0) {
      return "No event is labelled";
    }
    String found =
        String.format(
            Locale.ROOT,
            "%,d of %,d events detected",
            metrics.eventsDetected(),
            metrics.eventCount());
    int unwatched = metrics.eventsUnwatched().values().stream().mapToInt(n -> n).sum();
    return unwatched == 0
        ? found
        : String.format(
            Locale.ROOT,
            "%s, %,d missed and %,d not watched (%s)",
            found,
            metrics.eventCount() - metrics.eventsDetected() - unwatched,
            unwatched,
            Reasons.words(metrics.eventsUnwatched()));
  }

  /** What the detector did not see, or was not measured on. */
  private static void printUnwatched(Metrics metrics, PrintWriter answer) {
    if (!metrics.ticksUnwatched().isEmpty()) {
      answer.printf(
          Locale.ROOT,
          "Not watched: %,d of %,d ticks (%s)%n",
          metrics.ticksUnwatched().values().stream().mapToLong(n -> n).sum(),
          metrics.ticks(),
          Reasons.words(metrics.ticksUnwatched()));
    }
    Map<String, Unwatched> keys = metrics.keysUnwatched();
    if (!keys.isEmpty()) {
      answer.printf(
          Locale.ROOT,
          "Without any verdict: %,d of %,d keys (%s%s)%n",
          keys.size(),
          metrics.keyCount(),
          keys.entrySet().stream()
              .limit(KEYS_SHOWN)
              .map(key -> PrintableText.of(key.getKey()) + ": " + key.getValue().words())
              .collect(Collectors.joining(", ")),
          keys.size() > KEYS_SHOWN ? ", ..." : "");
    }
    if (!metrics.featuresWithoutValue().isEmpty()) {
      answer.println(
          "Without a value in any row: " + String.join(", ", metrics.featuresWithoutValue()));
    }
    metrics.warmUps().stream()
        .limit(KEYS_SHOWN)
        .forEach(report -> answer.println("In the " + PrintableText.of(report.toString())));
    if (metrics.warmUps().size() > KEYS_SHOWN) {
      answer.printf(
          Locale.ROOT,
          "... and the same in other warm-ups, %,d in all%n",
          metrics.warmUps().size());
    }
    if (!metrics.lateRows().isEmpty()) {
      answer.println("Late: " + PrintableText.of(metrics.lateRows()) + "; they are left out");
    }
    if (!metrics.eventsElsewhere().isEmpty()) {
      answer.println(
          "Labelled events that do not count: " + PrintableText.of(metrics.eventsElsewhere()));
    }
  }

  private static String number(Figure figure) {
    return Double.isNaN(figure.value())
        ? "unknown"
        : String.format(Locale.ROOT, "%.3f", figure.value());
  }
}
