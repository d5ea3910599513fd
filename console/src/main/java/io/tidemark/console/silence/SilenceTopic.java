package io.tidemark.console.silence;

import io.tidemark.console.feedback.ReliableProducer;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A compacted Kafka topic of {@link Silence}, keyed by id. */
public final class SilenceTopic implements SilenceSink {
  private final ReliableProducer producer;
  private final String topic;
  private final EventEncoder<Silence> encoder = WireFormat.AVRO.encoder(Silence.class);

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public SilenceTopic(Properties kafka, String topic) {
    this.producer = new ReliableProducer(kafka);
    this.topic = topic;
  }

  @Override
  public synchronized void send(Silence silence) throws IOException {
    byte[] key = silence.getId().getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, key, encoder.encode(silence)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
