package io.tidemark.pipeline.source;

import io.tidemark.schemas.kafka.BoundedBytes;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.kafka.PollBudget;
import io.tidemark.schemas.kafka.RecordByRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Flink's reader of Kafka partitions, which no record can stop for want of memory: see {@link
 * BoundedBytes} and {@link RecordByRecord}. What is too large comes out as an {@link
 * io.tidemark.schemas.kafka.Unread}.
 */
final class BoundedSplitReader extends KafkaPartitionSplitReader {
  private final Properties settings;
  private final PollBudget budget;
  private final Map<TopicPartition, Long> next;
  private final Map<String, KafkaPartitionSplit> splits = new HashMap<>();
  private @Nullable Throwable failure;

  private BoundedSplitReader(
      Properties settings,
      Properties bounded,
      PollBudget budget,
      Map<TopicPartition, Long> next,
      SourceReaderContext context,
      KafkaSourceReaderMetrics metrics) {
    super(bounded, context, metrics);
    this.settings = settings;
    this.budget = budget;
    this.next = next;
  }

  static BoundedSplitReader of(
      Properties settings, SourceReaderContext context, KafkaSourceReaderMetrics metrics) {
    PollBudget budget = new PollBudget();
    Map<TopicPartition, Long> next = new HashMap<>();
    Properties bounded = BoundedBytes.settings(settings, budget);
    ReadSoFar.addTo(bounded, next);
    return new BoundedSplitReader(settings, bounded, budget, next, context, metrics);
  }

  @Override
  public void handleSplitsChanges(SplitsChange<KafkaPartitionSplit> change) {
    super.handleSplitsChanges(change);
    change.splits().forEach(split -> splits.put(split.splitId(), split));
  }

  @Override
  public RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetch() throws IOException {
    budget.renew();
    try {
      RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> fetched = super.fetch();
      splits.keySet().removeAll(fetched.finishedSplits());
      failure = null;
      return fetched;
    } catch (OutOfMemoryError | KafkaException failed) {
      if (!RecordByRecord.mayHelp(failed, failure)) {
        throw failed;
      }
      failure = failed;
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read =
          new RecordByRecord(settings).read(positions(), failed);
      if (read.isEmpty()) {
        throw failed;
      }
      return moveBehind(read);
    }
  }

  private RecordsWithSplitIds<ConsumerRecord<byte[], byte[]>> moveBehind(
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read) {
    RecordsBySplits.Builder<ConsumerRecord<byte[], byte[]>> out = new RecordsBySplits.Builder<>();
    List<KafkaPartitionSplit> moved = new ArrayList<>();
    for (KafkaPartitionSplit split : splits.values()) {
      TopicPartition partition = split.getTopicPartition();
      for (ConsumerRecord<byte[], byte[]> record : read.getOrDefault(partition, List.of())) {
        next.put(partition, record.offset() + 1);
        if (record.offset() < end(split)) {
          out.add(split, record);
        }
      }
      Long position = next.get(partition);
      if (position != null) {
        moved.add(new KafkaPartitionSplit(partition, position)); // its stopping offset is known
      }
    }
    super.handleSplitsChanges(new SplitsAddition<>(moved));
    return out.build();
  }

  /** Where each split stood before the poll that failed; written down for those that have moved. */
  private Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (BoundedConsumer consumer = new BoundedConsumer(settings)) {
      for (KafkaPartitionSplit split : splits.values()) {
        TopicPartition partition = split.getTopicPartition();
        if (next.containsKey(partition)) {
          positions.put(partition, next.get(partition));
        } else if (split.getStartingOffset() != KafkaPartitionSplit.LATEST_OFFSET) {
          positions.put(partition, start(split, consumer));
        } // else it begins where it ends now, behind the record that failed
      }
    }
    next.putAll(positions);
    return positions;
  }

  private static long start(KafkaPartitionSplit split, BoundedConsumer consumer) {
    if (split.getStartingOffset() >= 0) {
      return split.getStartingOffset();
    }
    Set<TopicPartition> partition = Set.of(split.getTopicPartition());
    if (split.getStartingOffset() == KafkaPartitionSplit.COMMITTED_OFFSET) {
      for (OffsetAndMetadata committed : consumer.committed(partition).values()) {
        if (committed != null) {
          return committed.offset();
        }
      }
    }
    return consumer.beginningOffsets(partition).values().iterator().next();
  }

  private static long end(KafkaPartitionSplit split) {
    return split.getStoppingOffset().filter(offset -> offset >= 0).orElse(Long.MAX_VALUE);
  }
}
