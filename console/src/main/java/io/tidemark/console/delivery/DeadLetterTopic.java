package io.tidemark.console.delivery;

import io.tidemark.console.feedback.ReliableProducer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka topic of the alerts and actions that could not be delivered: key and value as they came,
 * in headers for whom, why and from where. A value that a broker with the usual limits would
 * refuse, although it came in a compressed batch, is left out: it must not hold up what comes after
 * it.
 */
final class DeadLetterTopic implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

  /** Leaves room in 1 MiB for the key, the headers and the request around them. */
  static final int MOST_VALUE = 1_000_000;

  private final ReliableProducer producer;
  private final String topic;

  DeadLetterTopic(Properties kafka, String topic) {
    this.producer = new ReliableProducer(kafka);
    this.topic = topic;
  }

  @Override
  public boolean take(Delivery delivery, String reason) {
    try {
      for (ConsumerRecord<byte[], byte[]> came : delivery.records()) {
        producer.send(record(topic, delivery.receiver(), came, reason));
      }
      return true;
    } catch (IOException failed) {
      LOG.warn("Dead letters cannot be written; they will be tried again", failed);
      return false;
    }
  }

  static ProducerRecord<byte[], byte[]> record(
      String topic, String receiver, ConsumerRecord<byte[], byte[]> came, String reason) {
    boolean fits = came.value() == null || came.value().length <= MOST_VALUE;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, came.key(), fits ? came.value() : new byte[0]);
    String from = came.topic() + "-" + came.partition() + "@" + came.offset();
    record.headers().add("receiver", receiver.getBytes(StandardCharsets.UTF_8));
    record.headers().add("reason", reason.getBytes(StandardCharsets.UTF_8));
    record.headers().add("source", from.getBytes(StandardCharsets.UTF_8));
    return record;
  }

  @Override
  public void close() {
    producer.close();
  }
}
