package io.tidemark.cli;

import io.tidemark.export.evaluation.Tuning;
import io.tidemark.export.evaluation.TuningOptions;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark tune}: what other thresholds would have done. */
@Command(
    name = "tune",
    sortOptions = false,
    description =
        "Show what each sensitivity and other thresholds would have done with a recorded"
            + " table of scores, without a model: alerts per day, events found, false alarms and"
            + " delay, with the lines for the definition. Minimum deviations and directions"
            + " count as they did for the scores.")
final class TuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DetectorOption detector;

  @Option(
      names = "--scores",
      required = true,
      paramLabel = "FILE",
      description = "scores.csv from evaluate or quality.")
  private Path scores;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Labelled periods key,start,end (default: none; alerts are only counted).")
  private @Nullable Path events;

  @Option(
      names = "--alerts-per-day",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "Alerts per day, of all keys together, that people can handle. Without events,"
              + " the suggestion stays within this number (default: ${DEFAULT-VALUE}).")
  private double alertsPerDay;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Page with the curves to write, such as tune.html.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      OutputPath.requireFile("--out", out);
    }
    Tuning tuning = Tuning.of(scores, TuningOptions.of(detector.read(), events, alertsPerDay));
    if (out != null) {
      tuning.writePage(out);
    }
    spec.commandLine().getOut().println(json ? PrintableText.json(tuning.json()) : tuning.text());
    return Tidemark.DONE;
  }
}
