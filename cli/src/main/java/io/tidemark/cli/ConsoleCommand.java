package io.tidemark.cli;

import io.tidemark.cli.control.ConsoleJob;
import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.delivery.DeliveryConfig;
import io.tidemark.console.detector.Job;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.store.StoreException;
import io.tidemark.console.store.StoreLimit;
import io.tidemark.console.web.Access;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark console}: the web page for those who act on alerts. */
@Command(
    name = "console",
    sortOptions = false,
    description =
        "Serve the web page of incidents, of the fleet and of the detectors. What was read is kept on"
            + " disk; a restart goes on where it ended.")
final class ConsoleCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleCommand.class);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;
  @Mixin private AccessOptions access;
  @Mixin private LogOptions logs;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The job's pipeline.yaml, which names the broker, the topics and the detectors. With its"
              + " control, models can be promoted and rolled back on the page.")
  private @Nullable Path config;

  @Option(
      names = "--alerts-topic",
      paramLabel = "TOPIC",
      description = "Topic of the alerts (default: that of --config, else alerts).")
  private @Nullable String alerts;

  @Option(
      names = "--scores-topic",
      paramLabel = "TOPIC",
      description =
          "Topic of the scores, where the job writes them; for charts, the fleet and the preview of"
              + " sensitivities (default: that of --config, else none).")
  private @Nullable String scores;

  @Option(
      names = "--feedback-topic",
      paramLabel = "TOPIC",
      description =
          "Topic that takes people's feedback, created when missing (default: that of --config,"
              + " else alert-feedback).")
  private @Nullable String feedback;

  @Option(
      names = "--coverage-topic",
      paramLabel = "TOPIC",
      description =
          "Topic in which the job says whether each key is watched, for the fleet"
              + " (default: that of --config, else coverage).")
  private @Nullable String coverage;

  @Option(
      names = "--silences-topic",
      paramLabel = "TOPIC",
      description =
          "Topic of silences, created when missing; deliver reads it (default: that of --config,"
              + " else silences).")
  private @Nullable String silences;

  @Option(
      names = "--actions-topic",
      paramLabel = "TOPIC",
      defaultValue = "incident-actions",
      description =
          "Topic of what people do about incidents, such as acknowledging them, created when"
              + " missing; deliver reads it (default: ${DEFAULT-VALUE}).")
  private String actions;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Folder of the history, one folder in it for each Kafka cluster"
              + " (default: .tidemark/console in the home folder).")
  private @Nullable Path store;

  @Option(
      names = "--store-limit",
      paramLabel = "SIZE",
      description =
          "How large the history's file may become, such as 512MiB; the oldest incidents go before"
              + " that (default: 8GiB, or half of what the disk has left for it).")
  private @Nullable String limit;

  @Option(
      names = "--stale",
      defaultValue = "5m",
      description = "A key is stale when silent for so long (default: ${DEFAULT-VALUE}).")
  private String stale;

  @Option(
      names = "--retention",
      defaultValue = "90d",
      description =
          "How long incidents and keys are kept that are not heard of (default: ${DEFAULT-VALUE}).")
  private String retention;

  @Option(
      names = "--deliver",
      paramLabel = "YAML",
      description = "Deliver alerts as well, as the deliver command does with this --config.")
  private @Nullable Path deliver;

  @Option(
      names = "--situations",
      paramLabel = "YAML",
      description =
          "Configuration of deliver, whose rules the page uses to show incidents together (default:"
              + " that of --deliver, otherwise the default rules).")
  private @Nullable Path situations;

  @Override
  public Integer call() throws Exception {
    logs.apply();
    Access who = access.access();
    Duration silence = Durations.parse("--stale", stale);
    Duration kept = Durations.parse("--retention", retention);
    StoreLimit most = limit == null ? null : limit("--store-limit", limit);
    DeliveryConfig receivers = deliver == null ? null : DeliverCommand.read("--deliver", deliver);
    PipelineConfig pipeline = config == null ? null : PipelineConfigReader.read(config);
    Job job = pipeline == null ? null : ConsoleJob.of(pipeline);
    if (pipeline != null) {
      kafka.use(pipeline.kafka());
    }
    String alertsTopic = topic(alerts, pipeline == null ? null : pipeline.alerts(), "alerts");
    String scoresTopic = scores;
    if (scoresTopic == null && pipeline != null && pipeline.scores() != null) {
      scoresTopic = pipeline.scores().topic();
    }
    String feedbackTopic = feedback;
    if (feedbackTopic == null) {
      feedbackTopic =
          pipeline == null || pipeline.feedback() == null ? "alert-feedback" : pipeline.feedback();
    }
    String silencesTopic =
        topic(silences, pipeline == null ? null : pipeline.silences(), "silences");
    kafka.requireTopic("--alerts-topic", alertsTopic);
    if (scoresTopic != null) {
      kafka.requireTopic("--scores-topic", scoresTopic);
    }
    kafka.createMissing(feedbackTopic);
    kafka.createMissingCompacted(silencesTopic);
    kafka.createMissingKept(actions);
    RegistrySettings schemas = schemas(pipeline);
    Path folder = folder();
    ConsoleSettings settings =
        new ConsoleSettings(
            alertsTopic,
            scoresTopic,
            feedbackTopic,
            topic(coverage, pipeline == null ? null : pipeline.coverage(), "coverage"),
            silencesTopic,
            actions,
            folder,
            most,
            silence,
            kept,
            who,
            situationRules(),
            job,
            schemas);
    Console console = start(settings);
    Thread end = new Thread(console::close, "console-end");
    Runtime.getRuntime().addShutdownHook(end);
    if (receivers != null) {
      console.needs(
          DeliverCommand.start(kafka, alertsTopic, receivers, schemas, console.metrics())::trouble);
    }
    LOG.info("History: {}, at most {}", folder, console.limit());
    spec.commandLine().getOut().println("Console: " + console.address());
    new CountDownLatch(1).await(); // until Ctrl-C
    return Tidemark.DONE;
  }

  /** As the option says; otherwise as the configuration does; otherwise the usual one. */
  private static String topic(
      @Nullable String option, PipelineConfig.@Nullable Output configured, String usual) {
    if (option != null) {
      return option;
    }
    return configured == null ? usual : configured.topic();
  }

  private @Nullable RegistrySettings schemas(@Nullable PipelineConfig pipeline) {
    return pipeline != null && pipeline.alerts().format() instanceof ConfluentFormat format
        ? format.registry()
        : registry.registry();
  }

  private @Nullable SituationRules situationRules() {
    Path file = situations == null ? deliver : situations;
    if (file == null) {
      return SituationRules.DEFAULT;
    }
    try {
      return DeliveryConfig.situations(file);
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException("--situations: " + wrong.getMessage());
    }
  }

  private static StoreLimit limit(String option, String text) {
    try {
      return StoreLimit.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException(option + ": " + wrong.getMessage());
    }
  }

  private Console start(ConsoleSettings settings) {
    try {
      return Console.start(kafka.client(), settings);
    } catch (StoreException unusable) {
      throw new DefinitionException("--store: " + unusable.getMessage());
    } catch (RuntimeException failed) {
      throw access.explained(failed);
    }
  }

  private Path folder() throws InterruptedException {
    Path parent =
        store == null ? Path.of(System.getProperty("user.home"), ".tidemark", "console") : store;
    return parent.resolve(ClusterFolder.name(kafka.clusterId())).toAbsolutePath().normalize();
  }
}
