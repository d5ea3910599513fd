package io.tidemark.cli;

import io.tidemark.cli.training.KafkaEvents;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.window.InputProfile;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.wire.FormatName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what to train on. */
public final class TrainingInput {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingInput.class);

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Table: CSV or CSV.gz, each key's rows in time order. May be repeated.")
  private List<Path> data = new ArrayList<>();

  @Option(
      names = "--normal",
      paramLabel = "FILE",
      description =
          "Table of normal rows, all of which are used whatever --rows says. May be repeated.")
  private List<Path> normal = new ArrayList<>();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description =
          "Kafka topic to train on, with events that the detector reads. May be repeated.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Event time of the first event to use from the topic, such as 2026-01-05T06:00:00Z.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Event time at which to stop (default: the end of the topic at the start).")
  private @Nullable Instant to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "avro",
      description =
          "Wire format of the topic: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FormatName format;

  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--rows",
      paramLabel = "calibration|all",
      defaultValue = "calibration",
      description =
          "Rows of --data to use: calibration (each key's warm-up; all rows if the baseline"
              + " is per model) or all (default: ${DEFAULT-VALUE}).")
  private RowSelection rows;

  @Option(
      names = "--exclude-labelled",
      description = "Leave out windows that contain a row with label 1.")
  private boolean excludeLabelled;

  /**
   * Reads it all.
   *
   * @throws DefinitionException when there is nothing to read or it cannot be trained on
   */
  public TrainingWindows windows(DetectorDefinition definition) throws InterruptedException {
    requireSource();
    TrainingData training = new TrainingData(definition, excludeLabelled);
    normal.forEach(file -> read(training, definition, file, RowSelection.ALL));
    data.forEach(file -> read(training, definition, file, rows));
    if (!topics.isEmpty()) {
      readTopics(training, definition);
    }
    requireMovement(definition, training.windows().constantFeatures());
    return training.windows();
  }

  /**
   * The table to measure on: that of {@code --evaluate}, else the one of {@code --data}.
   *
   * @throws DefinitionException when there is none, or rows that would be measured train
   */
  public Path unseen(@Nullable Path evaluate, DetectorDefinition definition) {
    Path table = evaluate == null ? onlyTable() : evaluate;
    boolean perModel = definition.baseline().per() == Baseline.Per.MODEL;
    String trains =
        isAmong(normal, table)
            ? "all rows of --normal train"
            : isAmong(data, table) && (perModel || rows == RowSelection.ALL)
                ? "all rows of --data train with "
                    + (perModel ? "baseline.per: model" : "--rows all")
                : null;
    if (trains != null) {
      throw DefinitionException.of(
          "--evaluate",
          evaluate == null ? "nothing" : table,
          "a table that does not train; " + trains);
    }
    return table;
  }

  private Path onlyTable() {
    if (data.size() != 1) {
      throw DefinitionException.of("--data", data.size() + " tables", "one, or pass --evaluate");
    }
    return data.get(0);
  }

  private static boolean isAmong(List<Path> tables, Path table) {
    return tables.stream().anyMatch(other -> isSame(other, table));
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException missing) {
      return false; // told when it is read
    }
  }

  private void requireSource() {
    if (data.isEmpty() && normal.isEmpty() && topics.isEmpty()) {
      throw DefinitionException.of("--data", "nothing", "a table to train on, or pass --topic");
    }
    if (topics.isEmpty() && (from != null || to != null)) {
      throw new DefinitionException("--from and --to: are a range of --topic, which is missing");
    }
    if (!topics.isEmpty() && excludeLabelled) {
      throw new DefinitionException("--exclude-labelled: events of a topic have no labels");
    }
  }

  private void readTopics(TrainingData training, DetectorDefinition definition)
      throws InterruptedException {
    for (String topic : topics) {
      kafka.requireTopic("--topic", topic);
    }
    Instant first = from == null ? Instant.MIN : from;
    Instant end = to == null ? Instant.MAX : to;
    if (!first.isBefore(end)) {
      throw DefinitionException.of("--to", end, "after --from, " + first);
    }
    try (KafkaEvents events =
        new KafkaEvents(definition, topics, first, end, registry.formats(format), kafka.client())) {
      training.read(events, rows);
      if (events.unusable() > 0) {
        LOG.warn(
            "{}: {} records are not events and were passed over; the first: {}",
            PrintableText.of(events.name()),
            events.unusable(),
            PrintableText.oneLine(String.valueOf(events.whyUnusable()), 500));
      }
    }
  }

  private static void requireMovement(DetectorDefinition definition, List<String> constant) {
    List<String> unexpected =
        definition.features().stream()
            .filter(feature -> constant.contains(feature.name()) && !feature.still())
            .map(Feature::name)
            .toList();
    if (!unexpected.isEmpty()) {
      throw new DefinitionException(
          "data: %s never moved; leave such features out of the detector, or say 'still: true' of them"
              .formatted(String.join(", ", unexpected)));
    }
  }

  private void read(
      TrainingData training, DetectorDefinition definition, Path file, RowSelection selection) {
    try (EventSource source = TableSource.open(definition, file, excludeLabelled)) {
      InputProfile profile = training.read(source, selection);
      if (profile.late() > 0) {
        LOG.warn(
            "{}: {}; they are left out",
            PrintableText.of(source.name()),
            PrintableText.of(profile.lateWords()));
      }
    }
  }
}
