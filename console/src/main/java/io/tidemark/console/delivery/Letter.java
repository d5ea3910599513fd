package io.tidemark.console.delivery;

import io.tidemark.console.incident.Incident;
import io.tidemark.console.incident.Sentence;
import io.tidemark.schemas.AnomalyAlert;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A message to deliver and the Kafka record it came in.
 *
 * @param opening whether it is the first that its receiver gets about an open incident
 */
record Letter(AnomalyAlert alert, ConsumerRecord<byte[], byte[]> record, boolean opening) {
  private static final int OVERHEAD = 1 << 10;
  private static final int ELEMENT = 128;

  Letter(AnomalyAlert alert, ConsumerRecord<byte[], byte[]> record) {
    this(alert, record, false);
  }

  /** The same letter as the first that its receiver gets. */
  Letter asOpening() {
    return new Letter(alert, record, true);
  }

  /** Whether the incident is over. */
  boolean ends() {
    return Incident.ends(alert.getState());
  }

  /** The message as one sentence. */
  String sentence() {
    return opening ? Sentence.asOpening(alert) : Sentence.of(alert);
  }

  /** The message as a line of its own, with severity or state and detector. */
  String line() {
    return Sentence.line(alert, opening);
  }

  /**
   * About the bytes of memory that it takes, rather more than less: the record as it came, its
   * decoded text, and objects, of which a list has many even where the record is small.
   */
  long weight() {
    return weight(
        record,
        (long) alert.getFeatures().size() + alert.getSources().size() + alert.getTags().size());
  }

  /** About the bytes of memory that a record takes, decoded into so many elements. */
  static long weight(ConsumerRecord<byte[], byte[]> record, long elements) {
    int key = record.key() == null ? 0 : record.key().length;
    int value = record.value() == null ? 0 : record.value().length;
    return OVERHEAD + 2L * (key + value) + ELEMENT * elements;
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  String idempotencyKey() {
    return idempotencyKey(alert);
  }

  /** {@code alertId:sequence}, fit for a header. */
  static String idempotencyKey(AnomalyAlert alert) {
    return PlainId.of(alert.getAlertId()) + ":" + alert.getSequence();
  }
}
