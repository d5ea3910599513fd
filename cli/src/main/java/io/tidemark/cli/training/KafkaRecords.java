package io.tidemark.cli.training;

import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.SourcePosition;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records of Kafka's client as detectors read them. */
public final class KafkaRecords {
  private KafkaRecords() {}

  /**
   * A record with its key, headers and place.
   *
   * @param topics of the detector that reads it
   */
  public static TopicRecord of(ConsumerRecord<byte[], byte[]> kept, TopicSelection topics) {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : kept.headers()) {
      headers.put(header.key(), header.value());
    }
    return new TopicRecord(
        kept.topic(),
        position(topics, kept.topic(), kept.partition(), kept.offset()),
        kept.timestamp(),
        kept.key(),
        kept.value(),
        headers);
  }

  /** Where an event of a detector lies. */
  public static SourcePosition position(
      TopicSelection topics, String topic, int partition, long offset) {
    return new SourcePosition(topics.label(topic), partition, offset, Long.MIN_VALUE);
  }
}
