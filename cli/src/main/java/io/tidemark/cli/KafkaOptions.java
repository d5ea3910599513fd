package io.tidemark.cli;

import io.tidemark.cli.broker.Topics;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.Secrets;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach Kafka; shared by the commands that are its clients. */
final class KafkaOptions {
  private static final String OPTION = "--bootstrap-servers";
  private static final String LOCAL = "localhost:9092";
  private static final String PATIENCE_MILLIS = "8000";

  @Option(
      names = OPTION,
      paramLabel = "HOST:PORT",
      description =
          "Kafka brokers, separated by commas (default: bootstrap.servers in --kafka-properties,"
              + " otherwise localhost:9092).")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "Properties for every Kafka client, such as security and timeouts. Secrets by"
              + " reference: $${env:NAME}, $${file:/path:key}.")
  private @Nullable Path properties;

  private PipelineConfig.@Nullable Kafka configured;

  /**
   * Takes the broker of a pipeline's configuration.
   *
   * @throws DefinitionException when options name another
   */
  void use(PipelineConfig.Kafka kafka) {
    if (bootstrapServers != null || properties != null) {
      throw new DefinitionException(
          OPTION + ", --kafka-properties: cannot go with --config, which names the broker");
    }
    configured = kafka;
  }

  /** Settings of a client. */
  Properties client() {
    if (configured != null) {
      return configured.client();
    }
    Properties client = new Properties();
    client.putAll(Secrets.resolvable(fromFile()));
    if (bootstrapServers != null) {
      client.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
    client.putIfAbsent(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, LOCAL);
    return client;
  }

  /** The file of {@code --kafka-properties}; null where there is none. */
  @Nullable Path propertiesFile() {
    return properties;
  }

  /** What the file of {@code --kafka-properties} says. */
  Map<String, String> properties() {
    return fromFile();
  }

  /** The brokers, {@code host:port}. */
  String servers() {
    return client().getProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  private Map<String, String> fromFile() {
    Path file = properties;
    if (file == null) {
      return Map.of();
    }
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      read.load(in);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw DefinitionException.of(
          "--kafka-properties", file, "a file of properties: " + unreadable.getMessage());
    }
    Map<String, String> settings = new HashMap<>();
    read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    return settings;
  }

  /**
   * Names of the topics that exist.
   *
   * @throws DefinitionException when no broker answers
   */
  Set<String> requireTopics() throws InterruptedException {
    Properties client = client();
    client.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    client.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    try (MutedLogger ignored = MutedLogger.of("org.apache.kafka.clients");
        Admin admin = Admin.create(client)) {
      return new TreeSet<>(admin.listTopics().names().get());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof TimeoutException) {
        throw unreachable(
            "no broker answered in " + Integer.parseInt(PATIENCE_MILLIS) / 1000 + " s");
      }
      throw unreachable(String.valueOf(failed.getCause()));
    } catch (KafkaException malformed) {
      Throwable cause = malformed.getCause();
      throw unreachable(String.valueOf((cause == null ? malformed : cause).getMessage()));
    }
  }

  /**
   * As {@link #requireTopics}, and the topic is among them.
   *
   * @param option named in the error
   */
  void requireTopic(String option, String topic) throws InterruptedException {
    Set<String> topics = requireTopics();
    if (!topics.contains(topic)) {
      throw DefinitionException.of(
          option, topic, "a topic that exists at " + servers() + ", one of " + topics);
    }
  }

  /** The cluster's id. */
  String clusterId() throws InterruptedException {
    try (Admin admin = Admin.create(client())) {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException failed) {
      throw unreachable(String.valueOf(failed.getCause()));
    }
  }

  /** Creates a topic with the cluster's default settings unless it exists. */
  void createMissing(String topic) throws InterruptedException {
    createMissing(topic, Map.of());
  }

  /** Creates a topic that keeps the newest record of each key, where it is missing. */
  void createMissingCompacted(String topic) throws InterruptedException {
    createMissing(
        topic, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  /** Creates a topic that keeps all of its records, where it is missing. */
  void createMissingKept(String topic) throws InterruptedException {
    createMissing(topic, Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
  }

  private void createMissing(String topic, Map<String, String> configs)
      throws InterruptedException {
    if (requireTopics().contains(topic)) {
      return;
    }
    try (Admin admin = Admin.create(client())) {
      Topics.create(
          admin, List.of(new NewTopic(topic, Optional.empty(), Optional.empty()).configs(configs)));
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof TopicExistsException)) {
        throw DefinitionException.of(
            "topic", topic, "one that can be created: " + refused.getCause());
      }
    }
  }

  private DefinitionException unreachable(String reason) {
    return DefinitionException.of(
        OPTION, servers(), "a Kafka cluster that can be reached: " + reason);
  }
}
