package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics that match a detector's regular expression. Left out are those that are read by name,
 * and those that the job writes or takes commands or feedback from: it would read its own alerts.
 */
final class MatchingTopics implements KafkaSubscriber {
  private static final long serialVersionUID = 1L;

  private final Detectors detectors;
  private final Set<String> others;

  private MatchingTopics(Detectors detectors, Set<String> others) {
    this.detectors = detectors;
    this.others = others;
  }

  static MatchingTopics of(PipelineConfig config, Detectors detectors) {
    Set<String> others = new HashSet<>(BrokerCheck.outputs(config).values());
    others.add(config.coverage().topic());
    if (config.control() != null) {
      others.add(config.control().commands().topic());
    }
    if (config.feedback() != null) {
      others.add(config.feedback());
    }
    others.addAll(detectors.topics());
    return new MatchingTopics(detectors, others);
  }

  /** Those among the topics of a cluster. */
  Set<String> among(Set<String> topics) {
    List<TopicSelection> patterns = detectors.patterns();
    Set<String> found = new TreeSet<>();
    for (String topic : topics) {
      if (!others.contains(topic) && patterns.stream().anyMatch(some -> some.has(topic))) {
        found.add(topic);
      }
    }
    return found;
  }

  private static void add(KafkaFuture<TopicDescription> topic, Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    try {
      TopicDescription found = topic.get();
      found
          .partitions()
          .forEach(one -> partitions.add(new TopicPartition(found.name(), one.partition())));
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw failed;
      } // else it has been deleted since it was listed
    }
  }

  @Override
  public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
    try {
      Set<String> topics = among(admin.listTopics().names().get());
      Set<TopicPartition> partitions = new HashSet<>();
      for (var topic : admin.describeTopics(topics).topicNameValues().values()) {
        add(topic, partitions);
      }
      return partitions;
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "the topics cannot be listed: " + failed.getMessage(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were listed", interrupted);
    }
  }
}
