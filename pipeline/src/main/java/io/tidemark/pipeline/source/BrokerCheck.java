package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.TopicSelection;
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
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker before the job starts, so that what is wrong there is one line and no restart
 * loop.
 */
public final class BrokerCheck {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String UNCOMPRESSED = "uncompressed";
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
      Set<String> missing = new TreeSet<>(detectors.topics());
      missing.removeAll(topics);
      if (config.control() != null) {
        checkCommands(config.control().commands().topic(), topics, admin, servers);
      }
      if (!missing.isEmpty()) {
        throw new DefinitionException(
            "events.topic: " + String.join(", ", missing) + " does not exist on " + servers);
      }
      Set<String> read = MatchingTopics.of(config, detectors).among(topics);
      warnOfNoMatch(detectors, read, servers);
      read.addAll(detectors.topics());
      if (config.control() != null) {
        read.add(config.control().commands().topic());
      }
      warnOfCompression(read, admin);
      CoverageTopic.prepare(config.coverage().topic(), topics, admin);
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

  /** No mistake as such: a topic may be created later. */
  private static void warnOfNoMatch(Detectors detectors, Set<String> matching, String servers) {
    for (TopicSelection pattern : detectors.patterns()) {
      if (matching.stream().noneMatch(pattern::has)) {
        LOG.warn(
            "events.topic: {} matches no topic on {} that is read by no name; new ones are looked for",
            pattern,
            servers);
      }
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

  /**
   * A broker bounds a batch as it is sent. Only one that stores it uncompressed also bounds what
   * becomes of it.
   */
  private static void warnOfCompression(Set<String> read, Admin admin) throws InterruptedException {
    List<ConfigResource> topics =
        read.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    try {
      Set<String> unbounded = unbounded(answer(admin.describeConfigs(topics).all()));
      if (!unbounded.isEmpty()) {
        LOG.warn(
            "{}: the broker does not bound what a compressed batch becomes; with {}={} on the"
                + " topic it refuses what is larger than max.message.bytes",
            String.join(", ", unbounded),
            TopicConfig.COMPRESSION_TYPE_CONFIG,
            UNCOMPRESSED);
      }
    } catch (ExecutionException | TimeoutException notTold) {
      LOG.debug("The broker does not report the settings of {}", read, notTold);
    }
  }

  static Set<String> unbounded(Map<ConfigResource, Config> topics) {
    Set<String> unbounded = new TreeSet<>();
    topics.forEach(
        (topic, config) -> {
          ConfigEntry compression = config.get(TopicConfig.COMPRESSION_TYPE_CONFIG);
          if (compression == null || !UNCOMPRESSED.equals(compression.value())) {
            unbounded.add(topic.name());
          }
        });
    return unbounded;
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
