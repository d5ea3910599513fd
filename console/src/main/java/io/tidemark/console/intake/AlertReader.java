package io.tidemark.console.intake;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed alerts from their topic, from its beginning. Keeps no offsets in Kafka: every
 * reader sees everything. Wire formats are told apart record by record. Closed by its owner; {@link
 * #stop()} may be called from any thread.
 */
public final class AlertReader implements AutoCloseable {
  private static final Duration AWAY = Duration.ofSeconds(1);

  private final TopicReader topic;
  private final EventDecoder<AnomalyAlert> decoder;
  private volatile boolean stopped;

  private AlertReader(Properties kafka, String topic, @Nullable RegistrySettings registry) {
    decoder = new AnyFormat<>(AnomalyAlert.class, registry);
    this.topic = TopicReader.open(kafka, List.of(topic));
  }

  /**
   * Opens a topic that exists.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
   */
  public static AlertReader open(
      Properties kafka, String topic, @Nullable RegistrySettings registry) {
    return new AlertReader(kafka, topic, registry);
  }

  /** Hands on the alerts that the topic holds now, in order within a partition, and returns. */
  public void readAll(Consumer<AnomalyAlert> alerts, Consumer<String> undecodable) {
    try {
      topic.readToEnd(record -> handOn(record, alerts, undecodable));
    } catch (WakeupException wakeup) {
      // stop() was called
    }
  }

  /** Hands on alerts as they come, until {@link #stop()}. */
  public void follow(Consumer<AnomalyAlert> alerts, Consumer<String> undecodable) {
    while (!stopped) {
      try {
        poll(alerts, undecodable);
      } catch (RegistryException away) {
        undecodable.accept("Waiting: " + PrintableText.oneLine(String.valueOf(away.getMessage())));
        LockSupport.parkNanos(AWAY.toNanos());
      }
    }
  }

  /** Ends {@link #follow} and {@link #readAll}, soon. */
  public void stop() {
    stopped = true;
    topic.wakeup();
  }

  private void poll(Consumer<AnomalyAlert> alerts, Consumer<String> undecodable) {
    try {
      ConsumerRecords<byte[], byte[]> records = topic.poll();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          handOn(record, alerts, undecodable);
        } catch (RegistryException away) {
          seekBack(record, records);
          throw away;
        }
      }
    } catch (WakeupException wakeup) {
      // stop() was called
    }
  }

  private void handOn(
      ConsumerRecord<byte[], byte[]> record,
      Consumer<AnomalyAlert> alerts,
      Consumer<String> undecodable) {
    try {
      alerts.accept(decoder.decode(record.value()));
    } catch (WireException reason) {
      undecodable.accept(
          record.topic()
              + "-"
              + record.partition()
              + " offset "
              + record.offset()
              + ": "
              + PrintableText.oneLine(String.valueOf(reason.getMessage())));
    }
  }

  /** Reads from {@code first} on again; what came before it in the batch was handed on. */
  private void seekBack(
      ConsumerRecord<byte[], byte[]> first, ConsumerRecords<byte[], byte[]> batch) {
    boolean reached = false;
    Set<TopicPartition> done = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      reached |= record == first;
      if (reached && done.add(new TopicPartition(record.topic(), record.partition()))) {
        topic.seekBackTo(record);
      }
    }
  }

  @Override
  public void close() {
    topic.close();
  }
}
