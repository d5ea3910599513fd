package io.tidemark.cli;

import io.tidemark.console.delivery.Deliveries;
import io.tidemark.console.delivery.DeliveryConfig;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.web.Readiness;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.kafka.BrokerWatch;
import io.tidemark.schemas.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark deliver}: brings alerts to people and programs. */
@Command(
    name = "deliver",
    sortOptions = false,
    description =
        "Bring the alerts on Kafka to people and programs (docs/delivery.md lists the receivers), each at least"
            + " once, until Ctrl-C.")
final class DeliverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;
  @Mixin private LogOptions logs;
  @Mixin private HealthOption health;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Receivers and what each gets, YAML (docs/delivery.md).")
  private Path config;

  @Option(
      names = "--alerts-topic",
      paramLabel = "TOPIC",
      defaultValue = "alerts",
      description = "Topic of the alerts (default: ${DEFAULT-VALUE}).")
  private String alerts;

  @Option(names = "--check", description = "Read the configuration and its secrets, and stop.")
  private boolean check;

  @Override
  public Integer call() throws InterruptedException {
    logs.apply();
    DeliveryConfig receivers = read("--config", config);
    if (!check) {
      kafka.requireTopic("--alerts-topic", alerts);
      Metrics metrics = new Metrics();
      Deliveries deliveries = start(kafka, alerts, receivers, registry.registry(), metrics);
      BrokerWatch broker = BrokerWatch.start(kafka.client(), List.of(alerts));
      Readiness ready = Readiness.all(List.of(broker::trouble, deliveries::trouble));
      metrics.work("deliver", () -> ready.trouble() == null, () -> broker.trouble() == null);
      health.start(ready, metrics);
    }
    spec.commandLine().getOut().println("Delivers to " + String.join(", ", receivers.names()));
    if (!check) {
      new CountDownLatch(1).await(); // until Ctrl-C
    }
    return Tidemark.DONE;
  }

  /**
   * Reads a configuration.
   *
   * @param option named in the error
   */
  static DeliveryConfig read(String option, Path config) {
    try {
      return DeliveryConfig.read(config, Clock.systemUTC());
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException(option + ": " + wrong.getMessage());
    }
  }

  /** Delivers until the JVM ends. */
  static Deliveries start(
      KafkaOptions kafka,
      String alerts,
      DeliveryConfig receivers,
      @Nullable RegistrySettings registry,
      Metrics metrics)
      throws InterruptedException {
    kafka.createMissing(receivers.deadLetters());
    kafka.createMissingKept(receivers.actions());
    Deliveries deliveries = Deliveries.start(kafka.client(), alerts, receivers, registry, metrics);
    Runtime.getRuntime().addShutdownHook(new Thread(deliveries::close, "delivery-end"));
    return deliveries;
  }
}
