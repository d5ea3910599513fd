package io.tidemark.cli;

import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.delivery.DeliveryConfig;
import io.tidemark.console.store.StoreException;
import io.tidemark.console.store.StoreLimit;
import io.tidemark.console.web.Access;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.registry.RegistrySettings;
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
        "Serve the web page of incidents and of the fleet. What was read is kept on disk; a restart"
            + " goes on where it ended.")
final class ConsoleCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleCommand.class);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;
  @Mixin private AccessOptions access;
  @Mixin private LogOptions logs;

  @Option(
      names = "--alerts-topic",
      paramLabel = "TOPIC",
      defaultValue = "alerts",
      description = "Topic of the alerts (default: ${DEFAULT-VALUE}).")
  private String alerts;

  @Option(
      names = "--scores-topic",
      paramLabel = "TOPIC",
      description = "Topic of the scores, where the job writes them; for charts and the fleet.")
  private @Nullable String scores;

  @Option(
      names = "--feedback-topic",
      paramLabel = "TOPIC",
      defaultValue = "alert-feedback",
      description =
          "Topic that takes people's feedback, created when missing (default: ${DEFAULT-VALUE}).")
  private String feedback;

  @Option(
      names = "--coverage-topic",
      paramLabel = "TOPIC",
      defaultValue = "coverage",
      description =
          "Topic in which the job says whether each key is watched, for the fleet"
              + " (default: ${DEFAULT-VALUE}).")
  private String coverage;

  @Option(
      names = "--silences-topic",
      paramLabel = "TOPIC",
      defaultValue = "silences",
      description =
          "Topic of silences, created when missing; deliver reads it (default:"
              + " ${DEFAULT-VALUE}).")
  private String silences;

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

  @Override
  public Integer call() throws Exception {
    logs.apply();
    Access who = access.access();
    Duration silence = Durations.parse("--stale", stale);
    Duration kept = Durations.parse("--retention", retention);
    StoreLimit most = limit == null ? null : limit("--store-limit", limit);
    DeliveryConfig receivers = deliver == null ? null : DeliverCommand.read("--deliver", deliver);
    kafka.requireTopic("--alerts-topic", alerts);
    if (scores != null) {
      kafka.requireTopic("--scores-topic", scores);
    }
    kafka.createMissing(feedback);
    kafka.createMissingCompacted(silences);
    kafka.createMissingKept(actions);
    RegistrySettings schemas = registry.registry();
    Path folder = folder();
    ConsoleSettings settings =
        new ConsoleSettings(
            alerts, scores, feedback, coverage, silences, actions, folder, most, silence, kept, who,
            schemas);
    Console console = start(settings);
    Thread end = new Thread(console::close, "console-end");
    Runtime.getRuntime().addShutdownHook(end);
    if (receivers != null) {
      console.needs(
          DeliverCommand.start(kafka, alerts, receivers, schemas, console.metrics())::trouble);
    }
    LOG.info("History: {}, at most {}", folder, console.limit());
    spec.commandLine().getOut().println("Console: " + console.address());
    new CountDownLatch(1).await(); // until Ctrl-C
    return Tidemark.DONE;
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
