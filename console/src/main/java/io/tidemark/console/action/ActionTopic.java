package io.tidemark.console.action;

import io.tidemark.console.feedback.ReliableProducer;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A Kafka topic of {@link IncidentAction}, keyed as the alerts are: {@code detector/key}. */
public final class ActionTopic implements ActionSink {
  private final ReliableProducer producer;
  private final String topic;
  private final EventEncoder<IncidentAction> encoder =
      WireFormat.AVRO.encoder(IncidentAction.class);

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public ActionTopic(Properties kafka, String topic) {
    this.producer = new ReliableProducer(kafka);
    this.topic = topic;
  }

  @Override
  public synchronized void send(IncidentAction action) throws IOException {
    producer.send(record(topic, action, encoder));
  }

  static ProducerRecord<byte[], byte[]> record(
      String topic, IncidentAction action, EventEncoder<IncidentAction> encoder) {
    String key = action.getDetector() + "/" + action.getKey();
    return new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), encoder.encode(action));
  }

  @Override
  public void close() {
    producer.close();
  }
}
