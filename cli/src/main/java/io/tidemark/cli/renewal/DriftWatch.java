package io.tidemark.cli.renewal;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Follows the alerts topic for alerts of kind DRIFT. */
final class DriftWatch implements AutoCloseable {
  private final TopicReader alerts;
  private final EventDecoder<AnomalyAlert> decoder;
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
    decoder = config.alerts().format().decoder(AnomalyAlert.class);
    alerts = TopicReader.open(config.kafka().client(), List.of(config.alerts().topic()));
    alerts.from(from);
  }

  /** Reads on to what is the end of the topic now. */
  void look() {
    alerts.readToEnd(this::add);
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
    alerts.close();
  }
}
