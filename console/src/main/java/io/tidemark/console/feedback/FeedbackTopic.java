package io.tidemark.console.feedback;

import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A Kafka topic of {@link AlertFeedback}, keyed as the alerts are: {@code detector/key}. */
public final class FeedbackTopic implements FeedbackSink {
  private final ReliableProducer producer;
  private final String topic;
  private final EventEncoder<AlertFeedback> encoder = WireFormat.AVRO.encoder(AlertFeedback.class);

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public FeedbackTopic(Properties kafka, String topic) {
    this.producer = new ReliableProducer(kafka);
    this.topic = topic;
  }

  @Override
  public synchronized void send(AlertFeedback feedback) throws IOException {
    byte[] key =
        (feedback.getDetector() + "/" + feedback.getKey()).getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, key, encoder.encode(feedback)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
