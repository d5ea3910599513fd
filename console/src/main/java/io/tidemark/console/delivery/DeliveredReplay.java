package io.tidemark.console.delivery;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads again some of what was delivered before a restart, so that the incidents that last belong
 * to the same situations as before. For one thread.
 */
final class DeliveredReplay {
  /** Messages, of all partitions together. */
  private static final long MOST = 20_000;

  private final Consumer<byte[], byte[]> consumer;
  private final boolean isNeeded;

  /** Where each partition begins that is not read as far as it was delivered. */
  private final Map<TopicPartition, Long> undelivered = new HashMap<>();

  DeliveredReplay(Consumer<byte[], byte[]> consumer, boolean isNeeded) {
    this.consumer = consumer;
    this.isNeeded = isNeeded;
  }

  /** Goes back in partitions that were just assigned. */
  void begin(Collection<TopicPartition> partitions) {
    if (!isNeeded) {
      return;
    }
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long next = consumer.position(partition);
      long oldest = beginnings.getOrDefault(partition, 0L);
      long from = Math.max(oldest, next - MOST / partitions.size());
      boolean isAnotherTopic = next > ends.getOrDefault(partition, 0L); // of the same name, since
      if (from < next && !isAnotherTopic) {
        consumer.seek(partition, from);
        undelivered.put(partition, next);
      }
    }
  }

  /** Whether a record was delivered before. */
  boolean covers(ConsumerRecord<byte[], byte[]> record) {
    Long next = undelivered.get(new TopicPartition(record.topic(), record.partition()));
    return next != null && record.offset() < next;
  }

  /** Partitions that are not read as far as they were delivered. */
  Set<TopicPartition> behind() {
    undelivered
        .entrySet()
        .removeIf(partition -> consumer.position(partition.getKey()) >= partition.getValue());
    return undelivered.keySet();
  }

  void clear() {
    undelivered.clear();
  }
}
