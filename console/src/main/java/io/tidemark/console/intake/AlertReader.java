package io.tidemark.console.intake;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads committed alerts from their topic, from its beginning. Keeps no offsets in Kafka: every
 * reader sees everything. Avro and JSON are told apart record by record. Closed by its owner;
 * {@link #stop()} may be called from any thread.
 */
public final class AlertReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final EventDecoder<AnomalyAlert> decoder = new EitherFormat<>(AnomalyAlert.class);
  private volatile boolean stopped;

  private AlertReader(Properties kafka, String topic) {
    consumer =
        new KafkaConsumer<>(
            CommittedReads.of(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Opens a topic that exists.
   *
   * @param kafka client settings, at least {@code bootstrap.servers}
   */
  public static AlertReader open(Properties kafka, String topic) {
    return new AlertReader(kafka, topic);
  }

  /** Hands on the alerts that the topic holds now, in order within a partition, and returns. */
  public void readAll(Consumer<AnomalyAlert> alerts, Consumer<String> undecodable) {
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (!stopped
        && ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll(alerts, undecodable);
    }
  }

  /** Hands on alerts as they come, until {@link #stop()}. */
  public void follow(Consumer<AnomalyAlert> alerts, Consumer<String> undecodable) {
    while (!stopped) {
      poll(alerts, undecodable);
    }
  }

  /** Ends {@link #follow} and {@link #readAll}, soon. */
  public void stop() {
    stopped = true;
    consumer.wakeup();
  }

  private void poll(Consumer<AnomalyAlert> alerts, Consumer<String> undecodable) {
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
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
                  + reason.getMessage());
        }
      }
    } catch (WakeupException wakeup) {
      // stop() was called
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
