package io.tidemark.schemas.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Records that were not read whole, because their values are too large. Such a record has its place
 * and a size, but only the beginning of its value.
 */
public final class Unread {
  /** The size of a value that did not even fit into memory. */
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private Unread() {}

  /** Why a record was not read whole, in one line; null when it was. */
  public static @Nullable String reason(ConsumerRecord<byte[], byte[]> record) {
    int size = record.serializedValueSize();
    int kept = record.value() == null ? 0 : record.value().length;
    if (size != UNKNOWN && size <= kept) {
      return null;
    }
    return "value: "
        + (size == UNKNOWN ? "more bytes than there is memory for" : size + " bytes")
        + "; no more than "
        + BoundedBytes.MOST_VALUE
        + " are read";
  }

  /** In the place of a record whose value did not fit into memory. */
  static ConsumerRecord<byte[], byte[]> standIn(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        ConsumerRecord.NULL_SIZE,
        UNKNOWN,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }
}
