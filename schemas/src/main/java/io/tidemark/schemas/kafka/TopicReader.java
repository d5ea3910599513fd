package io.tidemark.schemas.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the committed records of all partitions of some topics, from their beginning unless one of
 * the {@code from} methods says otherwise, without a consumer group. For one thread, except for
 * {@link #wakeup}.
 */
public final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final BoundedConsumer consumer;
  private final List<TopicPartition> partitions;

  private TopicReader(BoundedConsumer consumer, List<TopicPartition> partitions) {
    this.consumer = consumer;
    this.partitions = partitions;
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Opens topics. One that does not exist has no partitions and is not created.
   *
   * @param client settings that reach the cluster, at least {@code bootstrap.servers}
   */
  public static TopicReader open(Properties client, Collection<String> topics) {
    BoundedConsumer consumer = new BoundedConsumer(CommittedReads.of(client));
    try {
      return new TopicReader(
          consumer,
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList());
    } catch (RuntimeException unreachable) {
      consumer.close();
      throw unreachable;
    }
  }

  /** Whether none of the topics exists. */
  public boolean isEmpty() {
    return partitions.isEmpty();
  }

  /** Reads on from the first record that was written at a time or later. */
  public void from(Instant written) {
    if (!written.isAfter(Instant.EPOCH)) {
      consumer.seekToBeginning(partitions);
      return;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, written.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
  }

  /**
   * Reads on from the newest records.
   *
   * @param records of all partitions together, at least one of each
   */
  public void fromNewest(long records) {
    long each = Math.max(1, records / Math.max(1, partitions.size()));
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long beginning = beginnings.getOrDefault(partition, 0L);
      consumer.seek(partition, Math.max(beginning, ends.getOrDefault(partition, 0L) - each));
    }
  }

  /** Hands on all records up to what is the end now, in order within a partition. */
  public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> out) {
    readToEnd(FOREVER, out);
  }

  /**
   * As {@link #readToEnd(Consumer)}, but gives up after a while.
   *
   * @return whether the end was reached
   */
  public boolean readToEnd(Duration patience, Consumer<ConsumerRecord<byte[], byte[]>> out) {
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    long started = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() - started > patience.toNanos()) {
        return false;
      }
      poll().forEach(out);
    }
    return true;
  }

  /** What has come since, or nothing after a moment. */
  public ConsumerRecords<byte[], byte[]> poll() {
    return consumer.poll(POLL);
  }

  /** Records beyond those that were read, as far as it is known. */
  public long lag() {
    return partitions.stream()
        .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
        .sum();
  }

  /** Reads a record and all that follow it in its partition again. */
  public void seekBackTo(ConsumerRecord<byte[], byte[]> record) {
    consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
  }

  /** Lets a read end early, with Kafka's {@code WakeupException}. Any thread may call it. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
