package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.log.RootCause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of the keys' coverage, which is compacted: it holds what is so of each key, and would
 * grow for ever otherwise. A broker that creates topics by itself would not make it so.
 */
final class CoverageTopic {
  private static final Logger LOG = LoggerFactory.getLogger(CoverageTopic.class);
  private static final String FIELD = "coverage.topic";

  private CoverageTopic() {}

  /**
   * Creates the topic where it is missing, with the broker's own number of partitions and replicas.
   *
   * @param topics that exist
   * @throws DefinitionException when it does not exist and the broker does not create it
   */
  static void prepare(String topic, Set<String> topics, Admin admin)
      throws InterruptedException, TimeoutException {
    if (topics.contains(topic)) {
      warnUnlessCompacted(topic, admin);
      return;
    }
    NewTopic compacted = new NewTopic(topic, Optional.empty(), Optional.empty());
    compacted.configs(
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      admin
          .createTopics(List.of(compacted))
          .all()
          .get(BrokerCheck.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("Created the compacted topic {}, which says whether each key is watched", topic);
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof TopicExistsException)) {
        throw DefinitionException.of(
            FIELD,
            topic,
            "a compacted topic that exists or may be created: " + RootCause.line(refused));
      }
    }
  }

  private static void warnUnlessCompacted(String topic, Admin admin)
      throws InterruptedException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get(BrokerCheck.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get(resource);
      ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
      if (policy != null && !policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
        LOG.warn(
            "{}: {} has {}={}; without {} it grows for ever, or forgets keys",
            FIELD,
            topic,
            TopicConfig.CLEANUP_POLICY_CONFIG,
            policy.value(),
            TopicConfig.CLEANUP_POLICY_COMPACT);
      }
    } catch (ExecutionException notTold) {
      LOG.debug("The broker does not report the settings of {}", topic, notTold);
    }
  }
}
