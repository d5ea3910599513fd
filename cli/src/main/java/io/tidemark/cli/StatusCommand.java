package io.tidemark.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.cli.status.JobStatus;
import io.tidemark.cli.status.StatusText;
import io.tidemark.console.intake.CoverageReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark status}: which keys a job watches, and why it does not watch the others. */
@Command(
    name = "status",
    sortOptions = false,
    description =
        "Show how many keys of each detector are watched, warming up and blind, and which"
            + " and why, from the job's coverage topic. Exit code 1 if the job has not written"
            + " to that topic for long.")
final class StatusCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
          .build();

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration of the job, YAML. It names the broker, the topic and the detectors.")
  private @Nullable Path config;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Coverage topic (default: the topic in --config, otherwise coverage).")
  private @Nullable String topic;

  @Option(names = "--detector", paramLabel = "NAME", description = "Show only this detector.")
  private @Nullable String detector;

  @Option(
      names = "--all",
      description = "Show every key, including those with all their readings watched.")
  private boolean all;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Option(
      names = "--stale-after",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description =
          "How long the job may go without a record before it counts as not running. It"
              + " writes once a minute, when a checkpoint completes (default: ${DEFAULT-VALUE}).")
  private String staleAfter;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    Duration patience = Durations.parse("--stale-after", staleAfter);
    PipelineConfig pipeline = config == null ? null : PipelineConfigReader.read(config);
    if (pipeline != null) {
      kafka.use(pipeline.kafka());
    }
    String name = name(pipeline);
    kafka.requireTopic(topic == null && pipeline != null ? "coverage.topic" : "--topic", name);
    JobStatus.Builder gathered = new JobStatus.Builder();
    PrintWriter err = spec.commandLine().getErr();
    try (CoverageReader reader = CoverageReader.open(kafka.client(), name, registry(pipeline))) {
      reader.readAll(gathered::add, reason -> err.println(PrintableText.oneLine(reason)));
    }
    Instant now = Instant.now();
    JobStatus status = gathered.build(name, now, patience, expected(pipeline), detector, all);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(status));
    } else {
      StatusText.print(status, all, out);
    }
    if (!status.stale()) {
      return Tidemark.DONE;
    }
    Instant newest = status.newest();
    err.println(
        newest == null
            ? name + " is empty: the job has not started, or has seen no event"
            : "%s is stale: its newest record is %s old, so the job does not run or its checkpoints fail"
                .formatted(name, age(newest, now)));
    return Tidemark.FAILURE;
  }

  private static String age(Instant newest, Instant now) {
    return Durations.format(Duration.ofSeconds(Duration.between(newest, now).toSeconds()));
  }

  private String name(@Nullable PipelineConfig pipeline) {
    if (topic != null) {
      return topic;
    }
    return pipeline == null ? "coverage" : pipeline.coverage().topic();
  }

  private @Nullable RegistrySettings registry(@Nullable PipelineConfig pipeline) {
    return pipeline != null && pipeline.coverage().format() instanceof ConfluentFormat format
        ? format.registry()
        : registry.registry();
  }

  private static List<String> expected(@Nullable PipelineConfig pipeline) {
    return pipeline == null
        ? List.of()
        : Detectors.read(pipeline.detectors()).definitions().stream()
            .map(DetectorDefinition::name)
            .toList();
  }
}
