package io.tidemark.cli.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A Kafka for integration tests: a container where a Docker engine answers, else the development
 * broker. Both speak the same protocol; what is tested does not know which it has.
 */
public final class TestKafka implements AutoCloseable {
  private static final String IMAGE = "apache/kafka:4.2.0";

  private final String bootstrapServers;
  private final AutoCloseable broker;

  private TestKafka(String bootstrapServers, AutoCloseable broker) {
    this.bootstrapServers = bootstrapServers;
    this.broker = broker;
  }

  public static TestKafka start() throws IOException {
    if (dockerAnswers()) {
      KafkaContainer container = new KafkaContainer(IMAGE);
      container.start();
      return new TestKafka(container.getBootstrapServers(), container);
    }
    DevelopmentBroker broker = DevelopmentBroker.start();
    return new TestKafka(broker.bootstrapServers(), broker);
  }

  /**
   * Looks for the engine's socket first, since Testcontainers takes seconds to find that there is
   * none.
   */
  private static boolean dockerAnswers() {
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable();
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() throws Exception {
    broker.close();
  }
}
