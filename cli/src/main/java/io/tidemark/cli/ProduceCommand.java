package io.tidemark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.cli.replay.Speed;
import io.tidemark.cli.replay.TableReplay;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.wire.FormatName;
import io.tidemark.schemas.wire.RecordFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark produce}: a table as the events of a detector. */
@Command(
    name = "produce",
    description =
        "Replay a table timestamp,key,<columns...> to Kafka as the events that a detector reads.")
final class ProduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "TABLE",
      description =
          "CSV or CSV.gz, each key's rows in time order; events are sent in the order of time.")
  private Path data;

  @Option(
      names = "--detector",
      required = true,
      paramLabel = "YAML",
      description =
          "Definition that says which columns make which event, and which topic takes it.")
  private Path detector;

  @Option(
      names = "--speed",
      defaultValue = "1",
      description = "Seconds of event time a second, or max (default: ${DEFAULT-VALUE}).")
  private String speed;

  @Option(
      names = "--format",
      defaultValue = "avro",
      description = "Wire format: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private FormatName format;

  @Option(names = "--json", description = "Print the outcome as JSON, without progress.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Speed pace = Speed.parse(speed);
    DetectorDefinition definition = DefinitionReader.read(detector);
    RecordFormat wire = registry.format(format);
    try (TableReplay replay = new TableReplay(definition, data)) {
      kafka.createMissing(definition.events().topics().only());
      long started = System.nanoTime();
      try (EventPublisher publisher = new EventPublisher(kafka.client(), wire);
          ProgressLine progress = new ProgressLine("produce", !json)) {
        replay.run(pace, publisher, progress);
        report(
            definition.events().topics().only(),
            publisher.sent(),
            Duration.ofNanos(System.nanoTime() - started));
      }
    }
    return Tidemark.DONE;
  }

  private void report(String topic, long events, Duration time) throws IOException {
    double seconds = Math.max(1e-3, time.toMillis() / 1000.0);
    if (json) {
      Map<String, Object> outcome = new LinkedHashMap<>();
      outcome.put("topic", topic);
      outcome.put("events", events);
      outcome.put("seconds", seconds);
      outcome.put("eventsPerSecond", events / seconds);
      spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(outcome));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d events in %.1f s, %,.0f a second%n",
              topic, events, seconds, events / seconds);
    }
  }
}
