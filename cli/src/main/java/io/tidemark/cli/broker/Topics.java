package io.tidemark.cli.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics that are ready when they are created. */
public final class Topics {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Topics() {}

  /**
   * Creates topics and waits until the leader of every partition serves it. An idempotent producer
   * that comes before that can have its first batch refused and the next accepted, and then meets
   * OUT_OF_ORDER_SEQUENCE_NUMBER until its delivery times out.
   *
   * @throws ExecutionException with Kafka's reason as cause
   */
  public static void create(Admin admin, Collection<NewTopic> topics)
      throws ExecutionException, InterruptedException {
    CreateTopicsResult created = admin.createTopics(topics.stream().map(Topics::bounded).toList());
    created.all().get();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : topics) {
      int partitions = created.numPartitions(topic.name()).get();
      for (int partition = 0; partition < partitions; partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    awaitLeaders(admin, ends);
  }

  /**
   * A topic whose broker decompresses what it is sent, and refuses a batch that is then larger than
   * {@code max.message.bytes}. What the topic says of compression itself stays.
   */
  private static NewTopic bounded(NewTopic topic) {
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");
    if (topic.configs() != null) {
      config.putAll(topic.configs());
    }
    return topic.configs(config);
  }

  /**
   * Asks the leaders themselves. The client asks again while there is none, but not while a broker
   * has yet to hear of the topic.
   */
  private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        admin.listOffsets(ends).all().get();
        return;
      } catch (ExecutionException refused) {
        if (!(refused.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw refused;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
