package io.tidemark.pipeline.source;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts at the first record that was written at a time or later. Where the broker has deleted what
 * was to be read next, reading goes on at the earliest record: Flink's own initializer would skip
 * to the end.
 */
final class StartAgo implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final OffsetsInitializer byTime;

  StartAgo(Instant from) {
    byTime = OffsetsInitializer.timestamp(from.toEpochMilli());
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever broker) {
    return byTime.getPartitionOffsets(partitions, broker);
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
