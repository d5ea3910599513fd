package io.tidemark.pipeline.source;

import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as it was read.
 *
 * @param topic its topic
 * @param partition partition of the topic
 * @param offset offset in the partition
 * @param timestampMillis its timestamp
 * @param key key of the record, or null
 * @param value the record; null: a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte @Nullable [] key,
    byte @Nullable [] value) {}
