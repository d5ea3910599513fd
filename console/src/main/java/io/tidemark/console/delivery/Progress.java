package io.tidemark.console.delivery;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is delivered of each partition. Messages may be delivered out of their order there; only
 * what lies before the first that is not may be committed. For one thread.
 */
final class Progress {
  private final Map<TopicPartition, TreeSet<Long>> begun = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  void begin(PendingMessage message) {
    begin(message.record());
  }

  void begin(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    begun.computeIfAbsent(partition, unknown -> new TreeSet<>()).add(record.offset());
    next.put(partition, record.offset() + 1);
  }

  /** Nothing to deliver there. */
  void skip(TopicPartition partition, long offset) {
    next.put(partition, offset + 1);
  }

  void end(PendingMessage message) {
    message.singleMessages().forEach(single -> end(single.record()));
  }

  void end(ConsumerRecord<byte[], byte[]> record) {
    TreeSet<Long> offsets = begun.get(new TopicPartition(record.topic(), record.partition()));
    if (offsets != null) {
      offsets.remove(record.offset());
    }
  }

  /** Records that are not delivered yet. */
  long open() {
    return begun.values().stream().mapToLong(TreeSet::size).sum();
  }

  /** What may be committed and was not. */
  Map<TopicPartition, OffsetAndMetadata> takeCommittable() {
    Map<TopicPartition, OffsetAndMetadata> ready = new HashMap<>();
    next.forEach(
        (partition, after) -> {
          TreeSet<Long> open = begun.getOrDefault(partition, new TreeSet<>());
          long offset = open.isEmpty() ? after : open.first();
          if (offset > committed.getOrDefault(partition, -1L)) {
            ready.put(partition, new OffsetAndMetadata(offset));
            committed.put(partition, offset);
          }
        });
    return ready;
  }

  /** The commit failed; the next one takes it along. */
  void uncommit(Collection<TopicPartition> partitions) {
    committed.keySet().removeAll(partitions);
  }

  void forget(Collection<TopicPartition> partitions) {
    begun.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
    committed.keySet().removeAll(partitions);
  }

  void clear() {
    begun.clear();
    next.clear();
    committed.clear();
  }
}
