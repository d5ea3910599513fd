package io.tidemark.cli.demo;

import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.process.SignalShutdown;
import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.console.terminal.AlertLine;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One demonstration: broker up, job up, replay, all processed, job drained, alerts counted. */
public final class Demo {
  private final DemoInput input;
  private final DemoScreen screen;
  private final boolean withConsole;
  private final @Nullable RegistrySettings registry;
  private final RecordFormat format;
  private volatile @Nullable Duration firstAlert;
  private final AlertLine line = AlertLine.forOutput();

  /**
   * @param withConsole whether the console's page is served meanwhile
   * @param registry everything is in Confluent's wire format, with schemas there; null: in Avro
   *     single-object encoding
   */
  public Demo(
      DemoInput input,
      DemoScreen screen,
      boolean withConsole,
      @Nullable RegistrySettings registry) {
    this.input = input;
    this.screen = screen;
    this.withConsole = withConsole;
    this.registry = registry;
    this.format = registry == null ? WireFormat.AVRO : new ConfluentFormat(registry);
  }

  /**
   * Runs it; whatever it started is gone at the end.
   *
   * @throws io.tidemark.detector.model.ModelException when a model is not admitted
   */
  public DemoOutcome run() throws Exception {
    String provider = provider();
    screen.step("Starting Kafka ...");
    try (DevelopmentBroker broker = DevelopmentBroker.start()) {
      broker.createTopics(topics());
      return run(broker, provider);
    } finally {
      screen.clear();
    }
  }

  private String provider() {
    Set<String> providers = new TreeSet<>();
    for (DetectorDefinition detector : input.detectors()) {
      try (OpenModel model = OpenModel.of(detector)) {
        providers.add(detector.model() == null ? "CPU" : model.identity().getProvider());
      }
    }
    return String.join("+", providers);
  }

  private Map<String, Integer> topics() {
    Map<String, Integer> topics = new HashMap<>();
    eventTopics().forEach(topic -> topics.put(topic, input.partitions()));
    DemoPipeline.OUTPUT_TOPICS.forEach(topic -> topics.put(topic, 1));
    if (withConsole) {
      DemoConsole.TOPICS.forEach(topic -> topics.put(topic, 1));
    }
    return topics;
  }

  private Set<String> eventTopics() {
    return input.detectors().stream()
        .map(detector -> detector.events().topics().only())
        .collect(Collectors.toSet());
  }

  private DemoOutcome run(DevelopmentBroker broker, String provider) throws Exception {
    screen.step("Starting the job ...");
    String servers = broker.bootstrapServers();
    Path folder = broker.dir().resolve("job"); // goes with the broker's
    PipelineConfig config =
        DemoPipeline.config(input, servers, folder.resolve("checkpoints"), withConsole, format);
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", servers);
    try (DemoConsole console = DemoConsole.start(withConsole, kafka, broker.dir(), registry);
        LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none");
        SignalShutdown shutdown = SignalShutdown.by(job::close);
        LiveAlerts alerts =
            LiveAlerts.start(kafka, config.alerts().topic(), registry, alert -> show(alert))) {
      if (console.address() != null) {
        screen.step("Alerts in the browser: " + console.address());
      }
      screen.step("Replaying " + input.description() + " ...");
      long started = System.nanoTime();
      long sent = replay(job, kafka, started);
      awaitProcessed(sent, job, kafka, config);
      Duration time = Duration.ofNanos(System.nanoTime() - started);
      screen.step("All processed; closing the last windows ...");
      Map<String, Object> totals = job.drain(folder.resolve("savepoints"));
      return outcome(sent, time, totals, alerts.finish(), provider);
    }
  }

  private void show(AnomalyAlert alert) {
    if (firstAlert == null) {
      long started = ManagementFactory.getRuntimeMXBean().getStartTime();
      firstAlert = Duration.ofMillis(System.currentTimeMillis() - started);
    }
    screen.line(line.format(alert));
  }

  private long replay(LocalJob job, Properties kafka, long started) throws IOException {
    try (EventPublisher publisher = new EventPublisher(kafka, format)) {
      input.send(
          publisher,
          (share, eventTime, sent) -> {
            if (screen.wantsStatus()) {
              double seconds = (System.nanoTime() - started) / 1e9;
              screen.status("%3.0f %% sent, %s", 100 * share, numbers(job, sent, seconds));
            }
          });
      return publisher.sent();
    }
  }

  private void awaitProcessed(long sent, LocalJob job, Properties kafka, PipelineConfig config)
      throws IOException, InterruptedException {
    try (Consumption consumption =
        new Consumption(kafka, config.kafka().groupId(), eventTopics(), input.partitions())) {
      consumption.await(
          () -> {
            DemoTotals totals = DemoTotals.of(job);
            if (screen.wantsStatus()) {
              screen.status("all sent, %,d windows scored", totals.windowsScored());
            }
            return totals.observations() + totals.deadLetters() >= sent;
          });
    }
  }

  private static String numbers(LocalJob job, long sent, double seconds) {
    DemoTotals totals = DemoTotals.of(job);
    return String.format(
        Locale.ROOT,
        "%,d events, %,.0f a second, %,d windows scored, %,d alerts open",
        sent,
        sent / seconds,
        totals.windowsScored(),
        totals.open());
  }

  private DemoOutcome outcome(
      long sent,
      Duration time,
      Map<String, Object> accumulators,
      List<AnomalyAlert> alerts,
      String provider) {
    DemoTotals totals = DemoTotals.of(accumulators);
    List<KnownFault> faults = input.faults();
    return new DemoOutcome(
        sent,
        time,
        firstAlert,
        input.keys(),
        totals.windowsScored(),
        count(alerts, AlertState.OPEN),
        count(alerts, AlertState.RESOLVED),
        totals.deadLetters(),
        totals.lateEvents(),
        provider,
        faults == null ? null : Integer.valueOf(faults.size()),
        faults == null ? null : FaultCount.of(faults, alerts, input.detectors()));
  }

  /** Incidents with a message of a state; one that came back has two that resolve it. */
  private static long count(List<AnomalyAlert> alerts, AlertState state) {
    return alerts.stream()
        .filter(alert -> alert.getState() == state)
        .map(AnomalyAlert::getAlertId)
        .distinct()
        .count();
  }
}
