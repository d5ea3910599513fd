package io.tidemark.lab.chaos;

import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.cli.broker.Folders;
import io.tidemark.cli.cluster.DevelopmentCluster;
import io.tidemark.cli.cluster.JobSubmission;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A broker and a session cluster of separate JVMs with the job on it, all in a temporary folder
 * that goes with {@link #close()}.
 *
 * @param folder of definition, model, store, checkpoints and savepoints
 * @param definition what the job detects
 * @param disk where its checkpoints lie
 * @param networks of the task managers
 * @param broker its Kafka
 * @param topic its events
 * @param cluster three task managers of one slot each, or one of two slots where they cannot have
 *     networks of their own
 * @param job the job, with a checkpoint made
 */
record TestBed(
    Path folder,
    DetectorDefinition definition,
    SmallDisk disk,
    TaskNetworks networks,
    DevelopmentBroker broker,
    ChaosTopic topic,
    DevelopmentCluster cluster,
    ChaosJob job)
    implements AutoCloseable {
  /** A second is half a minute of the simulation, in which no device should change twice. */
  private static final String CONFIG =
      """
      jobName: chaos
      kafka: {bootstrapServers: "%s", properties: {partition.discovery.interval.ms: "1000"}}
      detectors: [chaos.yaml]
      events: {idleness: 1d}
      alerts: {topic: chaos-alerts, notBefore: none}
      deadLetters: {topic: chaos-dead}
      checkpoints: {interval: 1s, dir: checkpoints}
      control: {commands: {topic: chaos-commands}, answers: {topic: chaos-answers}, store: store}
      parallelism: %%d
      """;

  /**
   * Starts everything; returns when the job has made a checkpoint.
   *
   * @param home the project's folder, with models and the job's jar
   */
  @SuppressWarnings("MustBeClosed") // closed by the bed, or here when it does not come up
  static TestBed start(Path home) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tidemark-chaos-");
    SmallDisk disk = null;
    TaskNetworks networks = null;
    DevelopmentBroker broker = null;
    DevelopmentCluster cluster = null;
    try {
      DetectorDefinition definition = prepare(folder, home);
      disk = SmallDisk.at(folder.resolve("checkpoints"));
      networks = TaskNetworks.of(3);
      broker = DevelopmentBroker.start(DevelopmentBroker.Settings.onAddress(networks.address()));
      broker.createTopics(
          Map.of(
              definition.events().topics().only(),
              4,
              "chaos-alerts",
              2,
              "chaos-dead",
              1,
              "chaos-commands",
              1,
              "chaos-answers",
              1));
      cluster =
          DevelopmentCluster.start(
              networks.hosts().isEmpty()
                  ? DevelopmentCluster.Settings.of(1, 2)
                  : DevelopmentCluster.Settings.on(networks.address(), networks.hosts()));
      String config = CONFIG.formatted(broker.bootstrapServers());
      ChaosJob job = new ChaosJob(cluster, folder, config, JobSubmission.builtJar(home));
      job.submit("none");
      job.awaitCheckpointAfter(0);
      ChaosTopic topic = new ChaosTopic(definition.events().topics().only(), client(broker));
      return new TestBed(folder, definition, disk, networks, broker, topic, cluster, job);
    } catch (IOException | InterruptedException | RuntimeException failed) {
      close(cluster, broker, networks, disk);
      Folders.delete(folder);
      throw failed;
    }
  }

  private static DetectorDefinition prepare(Path folder, Path home) throws IOException {
    try (InputStream definition = TestBed.class.getResourceAsStream("chaos.yaml")) {
      Files.write(folder.resolve("chaos.yaml"), Objects.requireNonNull(definition).readAllBytes());
    }
    byte[] model = Files.readAllBytes(home.resolve("models/plant.onnx"));
    Files.write(folder.resolve("model.onnx"), model);
    Files.createDirectories(folder.resolve("store"));
    return DefinitionReader.read(folder.resolve("chaos.yaml"));
  }

  /** Settings of a client that waits while the broker is away. */
  Properties client() {
    return client(broker);
  }

  private static Properties client(DevelopmentBroker broker) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", broker.bootstrapServers());
    client.setProperty("delivery.timeout.ms", Long.toString(Duration.ofMinutes(10).toMillis()));
    client.setProperty("metadata.max.age.ms", "5000"); // partitions are added
    return client;
  }

  @Override
  public void close() {
    close(cluster, broker, networks, disk);
    Folders.delete(folder);
  }

  private static void close(
      @Nullable DevelopmentCluster cluster,
      @Nullable DevelopmentBroker broker,
      @Nullable TaskNetworks networks,
      @Nullable SmallDisk disk) {
    if (cluster != null) {
      cluster.close();
    }
    if (broker != null) {
      broker.close();
    }
    if (networks != null) {
      networks.close();
    }
    if (disk != null) {
      disk.close();
    }
  }
}
