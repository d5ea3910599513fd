package io.tidemark.cli.broker;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Topics that are ready when they are created. */
public final class Topics {
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
    CreateTopicsResult created = admin.createTopics(topics);
    created.all().get();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : topics) {
      int partitions = created.numPartitions(topic.name()).get();
      for (int partition = 0; partition < partitions; partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    // Answered by the leaders themselves; the client asks again until they do.
    admin.listOffsets(ends).all().get();
  }
}
