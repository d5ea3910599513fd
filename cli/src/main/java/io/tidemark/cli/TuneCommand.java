package io.tidemark.cli;

import io.tidemark.cli.audit.JudgedHistory;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.evaluation.Tuning;
import io.tidemark.export.evaluation.TuningOptions;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
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
            + " delay, and incidents that people judged, with the lines for the definition. Minimum deviations and directions"
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
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration of the job, YAML. With it, incidents that people judged are counted: it"
              + " names the broker and the topics of alerts and feedback.")
  private @Nullable Path config;

  @Option(
      names = "--feedback-topic",
      paramLabel = "TOPIC",
      description =
          "Topic with people's feedback on incidents (default: the topic in --config, otherwise"
              + " alert-feedback).")
  private @Nullable String feedback;

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
    DetectorDefinition definition = detector.read();
    TuningOptions options = TuningOptions.of(definition, events, alertsPerDay);
    JudgedHistory judged = judged(definition.name());
    Tuning tuning =
        Tuning.of(scores, judged == null ? options : options.withJudged(judged.incidents()));
    if (out != null) {
      tuning.writePage(out);
    }
    spec.commandLine().getOut().println(json ? PrintableText.json(tuning.json()) : tuning.text());
    if (judged != null && judged.forgotten() > 0) {
      spec.commandLine()
          .getErr()
          .printf(
              "Incidents with feedback that do not count, because the alerts topic no longer has"
                  + " them: %d%n",
              judged.forgotten());
    }
    return Tidemark.DONE;
  }

  private @Nullable JudgedHistory judged(String name) {
    if (config == null) {
      if (feedback != null) {
        throw new DefinitionException(
            "--feedback-topic: requires --config, which names the broker");
      }
      return null;
    }
    PipelineConfig pipeline = PipelineConfigReader.read(config);
    String topic = feedback == null ? pipeline.feedback() : feedback;
    return JudgedHistory.read(pipeline, name, topic == null ? "alert-feedback" : topic);
  }
}
