package io.tidemark.cli.renewal;

import io.tidemark.cli.audit.TopicRecords;
import io.tidemark.cli.training.KafkaEvents;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Retraining;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.renewal.KnownIncidents;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.PrintableText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the topics hold of a detector: its events, its incidents and what people said of them.
 *
 * @param observations each key's own in event-time order
 * @param incidents those whose alerts the topic still holds
 */
record RecordedHistory(List<Observation> observations, KnownIncidents incidents) {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedHistory.class);

  /**
   * Reads it.
   *
   * @param feedbackTopic in Avro, as the console writes it; it need not exist
   * @throws DefinitionException when the topics have no event of the detector in that time
   */
  static RecordedHistory read(
      PipelineConfig config,
      DetectorDefinition definition,
      Retraining retrain,
      String feedbackTopic,
      Instant now) {
    Instant from = retrain.history() == null ? Instant.MIN : now.minus(retrain.history());
    List<Observation> observations = new ArrayList<>();
    try (KafkaEvents events =
        new KafkaEvents(
                definition,
                KafkaEvents.topics(definition, config.kafka().client()),
                from,
                Instant.MAX,
                config.events().formats(),
                config.kafka().client())
            .only(observation -> observation.refusal() == null)) {
      events.forEach((observation, anomalous) -> observations.add(observation));
      if (events.unusable() > 0) {
        LOG.warn(
            "{}: {} records are not events and were passed over; the first: {}",
            PrintableText.of(events.name()),
            events.unusable(),
            PrintableText.oneLine(String.valueOf(events.whyUnusable()), 500));
      }
      if (observations.isEmpty()) {
        throw new DefinitionException(
            "%s: %s has no event for this detector%s"
                .formatted(
                    definition.name(),
                    events.name(),
                    retrain.history() == null ? "" : " since " + from));
      }
    }
    return new RecordedHistory(observations, incidents(config, definition.name(), feedbackTopic));
  }

  private static KnownIncidents incidents(
      PipelineConfig config, String detector, String feedbackTopic) {
    return KnownIncidents.of(
        detector,
        TopicRecords.incidents(config, detector),
        TopicRecords.feedback(feedbackTopic, config.kafka().client()));
  }
}
