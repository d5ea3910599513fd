package io.tidemark.console.feedback;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes single records and waits until they are safe. For many threads. */
public final class ReliableProducer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public ReliableProducer(Properties kafka) {
    this.producer =
        new KafkaProducer<>(settings(kafka), new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Properties settings(Properties kafka) {
    Properties settings = new Properties();
    settings.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0"); // each record is waited for
    settings.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(PATIENCE.toMillis()));
    settings.setProperty(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(PATIENCE.toMillis() / 2));
    settings.putAll(kafka);
    // Kafka wants it to be no shorter than a request may take.
    long request =
        millis(settings, ProducerConfig.LINGER_MS_CONFIG)
            + millis(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
    settings.putIfAbsent(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        String.valueOf(Math.max(PATIENCE.toMillis(), request)));
    return settings;
  }

  private static long millis(Properties settings, String name) {
    return (Long) ConfigDef.parseType(name, settings.get(name), ConfigDef.Type.LONG);
  }

  /**
   * Returns when the brokers have it.
   *
   * @throws IOException when they are not known to
   */
  public void send(ProducerRecord<byte[], byte[]> record) throws IOException {
    try {
      producer.send(record).get();
    } catch (ExecutionException | KafkaException failed) {
      throw new IOException(record.topic() + " does not take a record: " + failed, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing to " + record.topic());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
