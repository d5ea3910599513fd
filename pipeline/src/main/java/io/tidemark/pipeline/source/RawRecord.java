package io.tidemark.pipeline.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as it was read.
 *
 * @param topic its topic
 * @param partition partition of the topic
 * @param offset offset in the partition
 * @param timestampMillis its timestamp
 * @param key key of the record, or null
 * @param value the record, or as much of it as is read; null: a tombstone
 * @param size bytes of the whole value
 * @param unread why the record was not read whole; null where it was
 * @param headers last value of each header, as far as they are small
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte @Nullable [] key,
    byte @Nullable [] value,
    int size,
    @Nullable String unread,
    Map<String, byte[]> headers) {
  /** Read whole, without headers. */
  public RawRecord(
      String topic,
      int partition,
      long offset,
      long timestampMillis,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    this(
        topic,
        partition,
        offset,
        timestampMillis,
        key,
        value,
        value == null ? 0 : value.length,
        null,
        Map.of());
  }
}
