package io.tidemark.cli.replay;

import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends events to Kafka, keyed so that a device's events stay in order. For one thread. */
public final class EventPublisher implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordFormat format;
  private final Map<Lane, EventEncoder<SpecificRecord>> encoders = new HashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long sent;

  private record Lane(String topic, Class<?> type) {}

  /**
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public EventPublisher(Properties kafka, RecordFormat format) {
    Properties settings = new Properties();
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "10");
    settings.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(1 << 17));
    settings.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putAll(kafka);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.format = format;
  }

  /**
   * Sends an event; returns before it has arrived.
   *
   * @throws IOException when an earlier one could not be delivered
   */
  public void send(String topic, String key, SpecificRecord event) throws IOException {
    send(topic, key, encoder(topic, event).encode(event), null);
  }

  /**
   * Sends an event that was written at a stated time: the record's timestamp.
   *
   * @throws IOException when an earlier one could not be delivered
   */
  public void send(String topic, String key, SpecificRecord event, Instant written)
      throws IOException {
    send(topic, key, encoder(topic, event).encode(event), written);
  }

  /**
   * Sends bytes as they are.
   *
   * @param written the record's timestamp; null: now
   */
  public void send(String topic, String key, byte[] payload, @Nullable Instant written)
      throws IOException {
    byte[] recordKey = key.getBytes(StandardCharsets.UTF_8);
    send(
        new ProducerRecord<>(
            topic, null, written == null ? null : written.toEpochMilli(), recordKey, payload));
  }

  /**
   * Sends a record as it is.
   *
   * @throws IOException when an earlier one could not be delivered
   */
  public void send(ProducerRecord<byte[], byte[]> record) throws IOException {
    throwFailure();
    producer.send(
        record,
        (metadata, failed) -> {
          if (failed != null) {
            failure.compareAndSet(null, failed);
          }
        });
    sent++;
  }

  /** Records sent so far. */
  public long sent() {
    return sent;
  }

  /**
   * Returns when everything sent has arrived.
   *
   * @throws IOException when something could not be delivered
   */
  public void flush() throws IOException {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() throws IOException {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException("Kafka did not accept an event: " + failed.getMessage(), failed);
    }
  }

  @SuppressWarnings("unchecked")
  private EventEncoder<SpecificRecord> encoder(String topic, SpecificRecord event) {
    return encoders.computeIfAbsent(
        new Lane(topic, event.getClass()),
        lane -> (EventEncoder<SpecificRecord>) format.encoder(event.getClass(), topic));
  }

  @Override
  public void close() {
    producer.close();
  }
}
