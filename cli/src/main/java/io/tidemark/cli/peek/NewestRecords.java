package io.tidemark.cli.peek;

import io.tidemark.schemas.kafka.BoundedConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The newest records of a topic. Takes part in no consumer group and commits nothing. */
public final class NewestRecords {
  private static final Duration POLL = Duration.ofMillis(500);

  private NewestRecords() {}

  /**
   * Reads them, up to the offsets that were the last when it began.
   *
   * @param client settings that reach the cluster
   * @param most records, of all partitions together
   */
  public static void read(
      Properties client, String topic, int most, Consumer<ConsumerRecord<byte[], byte[]>> out) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put("enable.auto.commit", "false");
    settings.put("isolation.level", "read_committed");
    try (BoundedConsumer consumer = new BoundedConsumer(settings)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
      long each = Math.max(1, most / partitions.size());
      for (TopicPartition partition : partitions) {
        long start = starts.getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(start, ends.getOrDefault(partition, 0L) - each));
      }
      int read = 0;
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      while (!ends.isEmpty() && read < most) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
          if (read < most) {
            out.accept(found);
            read++;
          }
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
  }
}
