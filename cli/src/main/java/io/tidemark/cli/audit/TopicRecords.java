package io.tidemark.cli.audit;

import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Everything committed that a topic of the job's holds now. */
public final class TopicRecords {
  private TopicRecords() {}

  /**
   * Hands on the records in order within a partition; a topic that does not exist has none. What
   * cannot be decoded is passed over.
   */
  public static <T extends SpecificRecord> void read(
      PipelineConfig.Output topic, Class<T> type, Properties client, Consumer<T> out) {
    EventDecoder<T> decoder = topic.format().decoder(type);
    try (TopicReader reader = TopicReader.open(client, List.of(topic.topic()))) {
      reader.readToEnd(kept -> decode(decoder, kept.value(), out));
    }
  }

  /** What people said of incidents, in Avro, as the console writes it. */
  public static List<AlertFeedback> feedback(String topic, Properties client) {
    List<AlertFeedback> feedback = new ArrayList<>();
    read(
        new PipelineConfig.Output(topic, WireFormat.AVRO),
        AlertFeedback.class,
        client,
        feedback::add);
    return feedback;
  }

  /** When incidents of a detector were, without what explains them. */
  public static List<AnomalyAlert> incidents(PipelineConfig config, String detector) {
    List<AnomalyAlert> alerts = new ArrayList<>();
    read(
        config.alerts(),
        AnomalyAlert.class,
        config.kafka().client(),
        alert -> {
          if (alert.getDetector().equals(detector)) {
            alert.setFeatures(List.of()); // a topic has many alerts, and each is long
            alert.setSources(List.of());
            alerts.add(alert);
          }
        });
    return alerts;
  }

  private static <T extends SpecificRecord> void decode(
      EventDecoder<T> decoder, byte[] payload, Consumer<T> out) {
    T decoded;
    try {
      decoded = decoder.decode(payload);
    } catch (WireException undecodable) {
      return;
    }
    out.accept(decoded);
  }
}
