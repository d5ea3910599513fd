package io.tidemark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.cli.replay.Pace;
import io.tidemark.cli.replay.RawRecordFile;
import io.tidemark.cli.replay.Speed;
import io.tidemark.cli.replay.TableReplay;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.wire.FormatName;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark produce}: a table as the events of a detector, or records as they are. */
@Command(
    name = "produce",
    description = {
      "Replay a table timestamp,key,<columns...> to Kafka as events that a detector reads; or,"
          + " with --raw, send records unchanged.",
      "",
      "A line of --raw is a JSON object with \"value\", a text, or null for a tombstone; or with"
          + " \"base64\", bytes. Optional are \"key\", a text, \"headers\", names and texts, and"
          + " \"timestamp\", milliseconds since 1970. For example:",
      "",
      "  {\"key\": \"pump-1\", \"value\": \"{\\\"bar\\\": 7.5}\", \"timestamp\": 1767225600000}"
    })
final class ProduceCommand implements Callable<Integer> {
  private static final double MOST_A_SECOND = 1e6;

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Table: CSV or CSV.gz, each key's rows in time order. Events are sent in time"
              + " order.")
  private @Nullable Path data;

  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description =
          "Definition that says which columns make an event, and which topic it goes to,"
              + " YAML.")
  private @Nullable Path detector;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "For a table: seconds of event time per second, or max (default: ${DEFAULT-VALUE}).")
  private String speed;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "avro",
      description =
          "Wire format of a table's events: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FormatName format;

  @Option(
      names = "--raw",
      paramLabel = "FILE",
      description = "Records to send unchanged, one per line and in order.")
  private @Nullable Path raw;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "Topic for the records of --raw.")
  private @Nullable String topic;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "For --raw: records per second (default: as fast as possible).")
  private @Nullable Double rate;

  @Option(names = "--json", description = "Print the outcome as JSON, without progress.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkOptions();
    if (raw != null && topic != null) {
      produce(raw, topic);
    } else if (data != null && detector != null) {
      produceTable(data, DefinitionReader.read(detector));
    }
    return Tidemark.DONE;
  }

  private void checkOptions() {
    if (raw == null) {
      require("--data", data, "a table, or pass --raw and --topic");
      require("--detector", detector, "the definition that the table is for");
      refuse("--topic", topic, "goes with --raw; a table's topic is the detector's");
      refuse("--rate", rate, "goes with --raw; a table has --speed");
    } else {
      require("--topic", topic, "the topic that takes the records of --raw");
      refuse("--data", data, "does not go with --raw");
      refuse("--detector", detector, "does not go with --raw, whose records are sent as they are");
    }
    if (rate != null && !(rate > 0 && rate <= MOST_A_SECOND)) {
      throw DefinitionException.of("--rate", rate, "a number over 0 up to 1000000");
    }
  }

  private static void require(String option, @Nullable Object given, String accepted) {
    if (given == null) {
      throw DefinitionException.of(option, "nothing", accepted);
    }
  }

  private static void refuse(String option, @Nullable Object given, String why) {
    if (given != null) {
      throw new DefinitionException(option + ": " + why);
    }
  }

  private void produceTable(Path table, DetectorDefinition definition)
      throws IOException, InterruptedException {
    Speed pace = Speed.parse(speed);
    RecordFormat wire = registry.format(format);
    try (TableReplay replay = new TableReplay(definition, table)) {
      String target = definition.events().topics().only();
      kafka.createMissing(target);
      long started = System.nanoTime();
      try (EventPublisher publisher = new EventPublisher(kafka.client(), wire);
          ProgressLine progress = new ProgressLine("produce", !json)) {
        replay.run(pace, publisher, progress);
        report("events", target, publisher.sent(), started);
      }
    }
  }

  private void produce(Path file, String target) throws IOException, InterruptedException {
    try (RawRecordFile records = RawRecordFile.open(file, target)) {
      kafka.createMissing(target);
      long started = System.nanoTime();
      try (EventPublisher publisher = new EventPublisher(kafka.client(), WireFormat.JSON)) {
        Pace pace = new Pace(rate == null ? Speed.MAX : new Speed(rate));
        for (var record = records.next(); record != null; record = records.next()) {
          pace.await(Instant.ofEpochSecond(publisher.sent())); // a second of the pace is a record
          publisher.send(record);
        }
        publisher.flush();
        report("records", target, publisher.sent(), started);
      }
    }
  }

  private void report(String what, String target, long sent, long startedNanos) throws IOException {
    Duration time = Duration.ofNanos(System.nanoTime() - startedNanos);
    double seconds = Math.max(1e-3, time.toMillis() / 1000.0);
    if (json) {
      Map<String, Object> outcome = new LinkedHashMap<>();
      outcome.put("topic", target);
      outcome.put(what, sent);
      outcome.put("seconds", seconds);
      outcome.put(what + "PerSecond", sent / seconds);
      spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(outcome));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d %s in %.1f s, %,.0f a second%n",
              target, sent, what, seconds, sent / seconds);
    }
  }
}
