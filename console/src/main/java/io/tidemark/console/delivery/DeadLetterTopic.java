package io.tidemark.console.delivery;

import io.tidemark.console.feedback.ReliableProducer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka topic of the alerts that could not be delivered: key and value as they came, in headers
 * for whom, why and from where.
 */
final class DeadLetterTopic implements DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

  private final ReliableProducer producer;
  private final String topic;

  DeadLetterTopic(Properties kafka, String topic) {
    this.producer = new ReliableProducer(kafka);
    this.topic = topic;
  }

  @Override
  public boolean take(Notice notice, String reason) {
    try {
      for (Letter letter : notice.letters()) {
        var came = letter.record();
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(topic, came.key(), came.value());
        String from = came.topic() + "-" + came.partition() + "@" + came.offset();
        record.headers().add("receiver", notice.receiver().getBytes(StandardCharsets.UTF_8));
        record.headers().add("reason", reason.getBytes(StandardCharsets.UTF_8));
        record.headers().add("source", from.getBytes(StandardCharsets.UTF_8));
        producer.send(record);
      }
      return true;
    } catch (IOException failed) {
      LOG.warn("Dead letters cannot be written; they will be tried again", failed);
      return false;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
