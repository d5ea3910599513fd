package io.tidemark.console.delivery;

import io.tidemark.schemas.AnomalyAlert;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A message to deliver and the Kafka record it came in. */
record Letter(AnomalyAlert alert, ConsumerRecord<byte[], byte[]> record) {
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
