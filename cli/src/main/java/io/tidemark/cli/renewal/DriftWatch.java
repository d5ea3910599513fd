package io.tidemark.cli.renewal;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.kafka.BoundedConsumer;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Follows the alerts topic for alerts of kind DRIFT. */
final class DriftWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  private final BoundedConsumer consumer;
  private final EventDecoder<AnomalyAlert> decoder;
  private final List<TopicPartition> partitions;
  private final Map<String, Drift> drifts = new HashMap<>();

  /**
   * An alert of drift.
   *
   * @param since when it was written to the topic
   * @param open whether it is still open
   */
  record Drift(Instant since, boolean open) {}

  /**
   * @param from alerts that were written before are passed over
   */
  DriftWatch(PipelineConfig config, Instant from) {
    Properties settings = config.kafka().client();
    settings.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    decoder = config.alerts().format().decoder(AnomalyAlert.class);
    consumer = new BoundedConsumer(settings);
    String topic = config.alerts().topic();
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    seek(from);
  }

  private void seek(Instant from) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
  }

  /** Reads on to what is the end of the topic now. */
  void look() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> kept : consumer.poll(POLL)) {
        add(kept);
      }
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> kept) {
    AnomalyAlert alert;
    try {
      alert = decoder.decode(kept.value());
    } catch (WireException undecodable) {
      return;
    }
    if (alert.getKind() != AlertKind.DRIFT) {
      return;
    }
    if (alert.getState() == AlertState.OPEN) {
      drifts.put(alert.getDetector(), new Drift(Instant.ofEpochMilli(kept.timestamp()), true));
    } else if (alert.getState() == AlertState.RESOLVED) {
      drifts.computeIfPresent(
          alert.getDetector(), (name, drift) -> new Drift(drift.since(), false));
    }
  }

  /** The newest alert of a detector; null where there is none. */
  @Nullable Drift of(String detector) {
    return drifts.get(detector);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
