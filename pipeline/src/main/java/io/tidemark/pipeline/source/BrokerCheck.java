package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfig.Control;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker before the job starts, so that what is wrong there is one line and no restart
 * loop.
 */
public final class BrokerCheck {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String CREATES_TOPICS = "auto.create.topics.enable";

  private BrokerCheck() {}

  /**
   * Checks that the broker answers and has the topics that the job reads and writes. What is to be
   * written may be missing where the broker creates it.
   *
   * @throws DefinitionException when it does not
   */
  public static void check(PipelineConfig config, Detectors detectors) {
    String servers = config.kafka().bootstrapServers();
    Properties properties = config.kafka().client();
    int patience = (int) PATIENCE.toMillis();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    try (Admin admin = Admin.create(properties)) {
      Set<String> topics = answer(admin.listTopics().names());
      Set<String> missing = new TreeSet<>(detectors.byTopic().keySet());
      missing.removeAll(topics);
      if (config.control() != null) {
        checkCommands(config.control().commands().topic(), topics, admin, servers);
      }
      if (!missing.isEmpty()) {
        throw new DefinitionException(
            "events.topic: " + String.join(", ", missing) + " does not exist on " + servers);
      }
      Map<String, String> unwritable = outputs(config);
      unwritable.values().removeAll(topics);
      if (!unwritable.isEmpty()) {
        missingOutputs(unwritable, createsTopics(admin), servers);
      }
    } catch (ExecutionException | TimeoutException | KafkaException failed) {
      throw new DefinitionException(
          "kafka.bootstrapServers: " + servers + " cannot be reached: " + reason(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DefinitionException("kafka.bootstrapServers: interrupted while asking " + servers);
    }
  }

  private static void checkCommands(String topic, Set<String> topics, Admin admin, String servers)
      throws ExecutionException, InterruptedException, TimeoutException {
    String field = "control.commands.topic";
    if (!topics.contains(topic)) {
      throw DefinitionException.of(field, topic, "a topic that exists on " + servers);
    }
    int partitions =
        answer(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
            .mapToInt(described -> described.partitions().size())
            .sum();
    if (partitions != 1) {
      throw DefinitionException.of(
          field,
          "%s with %d partitions".formatted(topic, partitions),
          "a topic of one partition, which keeps commands in their order");
    }
  }

  /** What the job writes: topics by field. */
  static Map<String, String> outputs(PipelineConfig config) {
    Map<String, String> topics = new LinkedHashMap<>();
    put(topics, "alerts", config.alerts());
    put(topics, "deadLetters", config.deadLetters());
    put(topics, "lateEvents", config.lateEvents());
    put(topics, "scores", config.scores());
    Control control = config.control();
    put(topics, "control.answers", control == null ? null : control.answers());
    return topics;
  }

  private static void put(Map<String, String> topics, String field, @Nullable Output output) {
    if (output != null) {
      topics.put(field + ".topic", output.topic());
    }
  }

  static void missingOutputs(Map<String, String> topics, boolean created, String servers) {
    topics.forEach(
        (field, topic) -> {
          String missing = field + ": " + topic + " does not exist on " + servers;
          if (!created) {
            throw new DefinitionException(missing);
          }
          LOG.warn("{}; the broker may create it, with as many partitions as it likes", missing);
        });
  }

  /** Whether the broker creates topics that are written to; it may where it does not tell. */
  private static boolean createsTopics(Admin admin) throws InterruptedException {
    try {
      List<ConfigResource> any =
          answer(admin.describeCluster().nodes()).stream()
              .limit(1)
              .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
              .toList();
      return answer(admin.describeConfigs(any).all()).values().stream()
          .map(config -> config.get(CREATES_TOPICS))
          .noneMatch(creates -> creates != null && "false".equals(creates.value()));
    } catch (ExecutionException | TimeoutException notTold) {
      return true;
    }
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String reason(Exception failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? "no answer within " + PATIENCE.toSeconds() + " s"
        : message.lines().findFirst().orElse("no reason given");
  }
}
