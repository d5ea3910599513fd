package io.tidemark.detector.mapping;

import io.tidemark.detector.tick.SourcePosition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic.
 *
 * @param topic its topic
 * @param source where it lies
 * @param timestampMillis its timestamp; negative: it has none
 * @param key its key, or null
 * @param value its value; null: a tombstone
 * @param headers the last value of each header, where the reader keeps headers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TopicRecord(
    String topic,
    SourcePosition source,
    long timestampMillis,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, byte[]> headers) {}
