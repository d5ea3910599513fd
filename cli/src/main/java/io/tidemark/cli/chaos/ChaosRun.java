package io.tidemark.cli.chaos;

import io.tidemark.cli.audit.TopicRecords;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.broker.Folders;
import io.tidemark.cli.cluster.DevelopmentCluster;
import io.tidemark.cli.cluster.JobSubmission;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Starts a broker, a cluster of separate JVMs and the job, lets things happen while events come,
 * and compares the committed alerts with those of an undisturbed run.
 */
public final class ChaosRun {
  private static final String CONFIG =
      """
      jobName: chaos
      kafka: {bootstrapServers: "%s"}
      detectors: [chaos.yaml]
      events: {idleness: 1d}
      alerts: {topic: chaos-alerts}
      deadLetters: {topic: chaos-dead}
      checkpoints: {interval: 1s, dir: checkpoints}
      control: {commands: {topic: chaos-commands}, answers: {topic: chaos-answers}, store: store}
      parallelism: %%d
      """;

  private final ChaosOptions options;
  private final Consumer<String> progress;

  /**
   * @param progress told what happens, one line each
   */
  public ChaosRun(ChaosOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs.
   *
   * @throws IOException when something does not come back
   */
  public ChaosReport run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tidemark-chaos-");
    try {
      return run(folder);
    } finally {
      Folders.delete(folder);
    }
  }

  private ChaosReport run(Path folder) throws IOException, InterruptedException {
    DetectorDefinition definition = prepare(folder);
    try (SmallDisk disk = SmallDisk.at(folder.resolve("checkpoints"));
        DevelopmentBroker broker = DevelopmentBroker.start();
        DevelopmentCluster cluster =
            DevelopmentCluster.start(DevelopmentCluster.Settings.of(1, 2))) {
      broker.createTopics(
          Map.of(
              "chaos-events",
              4,
              "chaos-alerts",
              2,
              "chaos-dead",
              1,
              "chaos-commands",
              1,
              "chaos-answers",
              1));
      ChaosJob job =
          new ChaosJob(
              cluster,
              folder,
              CONFIG.formatted(broker.bootstrapServers()),
              JobSubmission.builtJar(options.home()));
      job.submit("none");
      job.awaitCheckpointAfter(0);
      progress.accept("the job runs: " + cluster.endpoint());
      ChaosLoad load = new ChaosLoad(definition, options.seed(), options.duration());
      CompletableFuture<Long> sent = load.send(client(broker));
      Faults faults = new Faults(broker, cluster, job, disk, folder, options, progress);
      faults.run();
      long events = sent(sent);
      progress.accept("all %,d events are sent; the job drains".formatted(events));
      job.stop(true);
      return report(faults, events, load, job.config());
    }
  }

  private DetectorDefinition prepare(Path folder) throws IOException {
    try (InputStream definition =
        ChaosRun.class.getResourceAsStream("/io/tidemark/cli/chaos.yaml")) {
      Files.write(folder.resolve("chaos.yaml"), Objects.requireNonNull(definition).readAllBytes());
    }
    byte[] model = Files.readAllBytes(options.home().resolve("models/plant.onnx"));
    Files.write(folder.resolve("model.onnx"), model);
    Files.createDirectories(folder.resolve("store"));
    return DefinitionReader.read(folder.resolve("chaos.yaml"));
  }

  private ChaosReport report(Faults faults, long events, ChaosLoad load, PipelineConfig config) {
    Properties client = config.kafka().client();
    List<AnomalyAlert> found = new ArrayList<>();
    TopicRecords.read(config.alerts(), AnomalyAlert.class, client, found::add);
    AtomicLong letters = new AtomicLong();
    TopicRecords.read(
        config.deadLetters(), DeadLetter.class, client, letter -> letters.incrementAndGet());
    return new ChaosReport(
        faults.counts(),
        faults.recoverySeconds(),
        faults.skipped(),
        events,
        faults.poison(),
        letters.get(),
        Verdicts.of(load.truth(), found));
  }

  private static Properties client(DevelopmentBroker broker) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", broker.bootstrapServers());
    // The broker may be away for longer than a client's usual patience.
    client.setProperty("delivery.timeout.ms", Long.toString(Duration.ofMinutes(10).toMillis()));
    return client;
  }

  private static long sent(CompletableFuture<Long> sent) throws IOException, InterruptedException {
    try {
      return sent.get();
    } catch (ExecutionException failed) {
      throw new IOException("the events could not be sent: " + failed.getCause(), failed);
    }
  }
}
