package io.tidemark.schemas.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that no record can stop for want of memory. Records that are too large come out as
 * {@link Unread}; a decoder refuses what is left of them.
 */
public final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Properties settings;
  private final PollBudget budget;
  private @Nullable Throwable failure;

  /** Its records come as bytes, whatever the settings say of deserializers. */
  public BoundedConsumer(Properties settings) {
    this(settings, new PollBudget());
  }

  private BoundedConsumer(Properties settings, PollBudget budget) {
    super(BoundedBytes.settings(settings, budget));
    this.settings = settings;
    this.budget = budget;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    Map<TopicPartition, Long> before = positions();
    budget.renew();
    try {
      ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
      failure = null;
      return records;
    } catch (OutOfMemoryError | KafkaException failed) {
      if (!RecordByRecord.mayHelp(failed, failure)) {
        throw failed;
      }
      failure = failed;
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read = readOn(before, failed);
      if (read.isEmpty()) {
        throw failed;
      }
      return seekBehind(before, read);
    }
  }

  /** What the poll had gathered is lost, and its position has moved: all partitions go back. */
  private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> readOn(
      Map<TopicPartition, Long> before, Throwable failed) {
    Set<TopicPartition> assigned = assignment();
    before.keySet().retainAll(assigned);
    for (TopicPartition partition : assigned) {
      before.computeIfAbsent(partition, this::start);
    }
    before.keySet().removeAll(paused());
    return new RecordByRecord(settings).read(before, failed);
  }

  private ConsumerRecords<byte[], byte[]> seekBehind(
      Map<TopicPartition, Long> before,
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    before.forEach(
        (partition, offset) -> {
          List<ConsumerRecord<byte[], byte[]>> records = read.getOrDefault(partition, List.of());
          long position = records.isEmpty() ? offset : records.get(records.size() - 1).offset() + 1;
          seek(partition, position);
          next.put(partition, new OffsetAndMetadata(position));
        });
    return new ConsumerRecords<>(read, next);
  }

  private Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : assignment()) {
      try {
        positions.put(partition, position(partition, Duration.ZERO));
      } catch (TimeoutException unknown) {
        // the poll will find out
      }
    }
    return positions;
  }

  /** Where a partition began that was assigned during the poll. */
  private long start(TopicPartition partition) {
    if (settings.get(ConsumerConfig.GROUP_ID_CONFIG) == null) {
      return position(partition);
    }
    OffsetAndMetadata committed = committed(Set.of(partition)).get(partition);
    return committed == null
        ? beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L)
        : committed.offset();
  }
}
