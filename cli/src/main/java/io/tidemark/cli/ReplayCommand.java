package io.tidemark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.audit.AlertReplay;
import io.tidemark.cli.audit.AlertReplay.Difference;
import io.tidemark.cli.audit.KeyHistory;
import io.tidemark.cli.audit.TopicRecords;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ModelReference;
import io.tidemark.detector.line.Maintenances;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.source.KafkaSilences;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.silence.SilenceRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark replay}: an alert, recomputed from the events it came from. */
@Command(
    name = "replay",
    sortOptions = false,
    description =
        "Compute an alert again from the events on Kafka and show how far the result is"
            + " from the alert. Exit code 1 if the difference exceeds --tolerance.")
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--alert", required = true, paramLabel = "ID", description = "The alert's id.")
  private String alert;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration of the job that sent the alert, YAML.")
  private Path config;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Model that scored it (default: the definition's).")
  private @Nullable Path model;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Event time of the first event that the job read, if it did not start at the"
              + " beginning of the topic.")
  private @Nullable Instant from;

  @Option(
      names = "--tolerance",
      paramLabel = "N",
      defaultValue = "1e-5",
      description =
          "Largest difference of a number; relative if the number is above 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PipelineConfig pipeline = PipelineConfigReader.read(config);
    Properties client = pipeline.kafka().client();
    List<AnomalyAlert> told = KeyHistory.messages(pipeline, alert, client);
    if (told.isEmpty()) {
      throw DefinitionException.of(
          "--alert", alert, "the id of an alert on topic " + pipeline.alerts().topic());
    }
    AlertReplay.requireComputed(told.get(0));
    DetectorDefinition definition = definition(pipeline, told.get(0).getDetector());
    List<Observation> history =
        new KeyHistory(pipeline, definition, client).of(told, from == null ? Instant.MIN : from);
    List<Difference> found =
        new AlertReplay(
                definition,
                pipeline.forgetAfter(),
                feedback(pipeline, client),
                maintenances(pipeline))
            .replay(told, history);
    boolean same = found.stream().allMatch(message -> message.largest() <= tolerance);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          PrintableText.json(new ObjectMapper().writeValueAsString(outcome(found, history, same))));
    } else {
      print(out, found, history, same);
    }
    return same ? Tidemark.DONE : Tidemark.FAILURE;
  }

  /** That of other keys and incidents changes nothing. */
  private static List<AlertFeedback> feedback(PipelineConfig pipeline, Properties client) {
    return pipeline.feedback() == null
        ? List.of()
        : TopicRecords.feedback(pipeline.feedback(), client);
  }

  /** As far as the topic still holds them. */
  private static Maintenances maintenances(PipelineConfig pipeline) {
    Maintenances maintenances = new Maintenances();
    if (pipeline.silences() != null) {
      List<SilenceRule> rules = new ArrayList<>();
      for (SilenceChange change : KafkaSilences.known(pipeline, pipeline.silences())) {
        if (change.silence() != null) {
          rules.add(SilenceRule.of(change.silence()));
        }
      }
      maintenances.set(rules);
    }
    return maintenances;
  }

  private DetectorDefinition definition(PipelineConfig pipeline, String name) {
    DetectorDefinition definition = Detectors.read(pipeline.detectors()).find(name);
    if (definition == null) {
      throw DefinitionException.of("detectors", config, "a job with the alert's detector " + name);
    }
    return model == null
        ? definition
        : definition.withModel(new ModelReference(model, definition.provider()));
  }

  private static void print(
      PrintWriter out, List<Difference> found, List<Observation> history, boolean same) {
    AnomalyAlert first = found.get(0).told();
    out.printf(
        "%s of %s: %,d events of the key read again%n",
        PrintableText.of(first.getKey()), PrintableText.of(first.getDetector()), history.size());
    for (Difference message : found) {
      AnomalyAlert told = message.told();
      AnomalyAlert again = message.recomputed();
      out.printf(
          "  %-8s %s  alert %.6f  recomputed %s  largest difference %.1e%s%n",
          told.getState(),
          told.getWindowEnd(),
          told.getScore(),
          again == null ? "nothing" : "%.6f".formatted(again.getScore()),
          message.largest(),
          message.where().isEmpty() ? "" : " (" + message.where() + ")");
    }
    out.println(same ? "The same." : "NOT the same.");
  }

  private Map<String, Object> outcome(
      List<Difference> found, List<Observation> history, boolean same) {
    Map<String, Object> outcome = new LinkedHashMap<>();
    outcome.put("alertId", alert);
    outcome.put("detector", found.get(0).told().getDetector());
    outcome.put("key", found.get(0).told().getKey());
    outcome.put("events", history.size());
    outcome.put("same", same);
    outcome.put("tolerance", tolerance);
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Difference message : found) {
      AnomalyAlert again = message.recomputed();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("sequence", message.told().getSequence());
      one.put("state", message.told().getState().name());
      one.put("windowEnd", message.told().getWindowEnd().toString());
      one.put("score", message.told().getScore());
      one.put("recomputedScore", again == null ? null : again.getScore());
      one.put("difference", Double.isInfinite(message.largest()) ? null : message.largest());
      one.put("where", message.where());
      messages.add(one);
    }
    outcome.put("messages", messages);
    return outcome;
  }
}
