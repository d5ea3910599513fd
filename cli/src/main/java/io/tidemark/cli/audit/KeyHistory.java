package io.tidemark.cli.audit;

import io.tidemark.cli.training.KafkaEvents;
import io.tidemark.cli.training.KafkaRecords;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.SourceRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The events that a key's windows were made of: all on the topic up to the alert's last one, but
 * for those that the job set aside because they were late or too far ahead of the clock.
 */
public final class KeyHistory {
  private final PipelineConfig config;
  private final DetectorDefinition definition;
  private final Properties client;

  public KeyHistory(PipelineConfig config, DetectorDefinition definition, Properties client) {
    this.config = config;
    this.definition = definition;
    this.client = client;
  }

  /** All messages of an incident, in order; empty when the topic holds none of this id. */
  public static List<AnomalyAlert> messages(
      PipelineConfig config, String alertId, Properties client) {
    Map<Integer, AnomalyAlert> found = new HashMap<>();
    TopicRecords.read(
        config.alerts(),
        AnomalyAlert.class,
        client,
        alert -> {
          if (alert.getAlertId().equals(alertId)) {
            found.putIfAbsent(alert.getSequence(), alert);
          }
        });
    return found.keySet().stream().sorted().map(found::get).toList();
  }

  /**
   * Reads the history of the alerts' key.
   *
   * @param alerts messages of one incident
   * @param from first event time that the job read
   * @return in order of event time
   */
  public List<Observation> of(List<AnomalyAlert> alerts, Instant from) {
    String key = alerts.get(0).getKey();
    Map<TopicPartition, Long> ends = ends(alerts);
    Set<SourcePosition> aside = setAside(key);
    List<Observation> history = new ArrayList<>();
    try (KafkaEvents events =
        new KafkaEvents(
                definition,
                KafkaEvents.topics(definition, client),
                from,
                Instant.MAX,
                config.events().formats(),
                client)
            .only(
                seen ->
                    seen.key().equals(key)
                        && before(seen.source(), ends)
                        && !aside.contains(seen.source()))) {
      events.forEach((observation, labelled) -> history.add(observation));
    }
    return history;
  }

  /** Partitions that the windows did not name hold nothing of theirs, but may of the warm-up. */
  private boolean before(SourcePosition position, Map<TopicPartition, Long> ends) {
    String topic = definition.events().topics().labelled(position.topic());
    TopicPartition partition = new TopicPartition(topic, position.partition());
    return position.offset() <= ends.getOrDefault(partition, Long.MAX_VALUE);
  }

  private static Map<TopicPartition, Long> ends(List<AnomalyAlert> alerts) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (AnomalyAlert alert : alerts) {
      for (SourceRange range : alert.getSources()) {
        TopicPartition partition = new TopicPartition(range.getTopic(), range.getPartition());
        ends.merge(partition, range.getLastOffset(), Math::max);
      }
    }
    return ends;
  }

  private Set<SourcePosition> setAside(String key) {
    Set<SourcePosition> aside = new HashSet<>();
    if (config.lateEvents() != null) {
      TopicRecords.read(
          config.lateEvents(),
          LateEvent.class,
          client,
          late -> {
            if (late.getDetector().equals(definition.name()) && late.getKey().equals(key)) {
              aside.add(position(late.getTopic(), late.getPartition(), late.getOffset()));
            }
          });
    }
    TopicRecords.read(
        config.deadLetters(),
        DeadLetter.class,
        client,
        letter -> {
          if (letter.getReason() == DeadLetterReason.TOO_FAR_AHEAD
              && definition.events().topics().has(letter.getTopic())) {
            aside.add(position(letter.getTopic(), letter.getPartition(), letter.getOffset()));
          }
        });
    return aside;
  }

  private SourcePosition position(String topic, int partition, long offset) {
    return KafkaRecords.position(definition.events().topics(), topic, partition, offset);
  }
}
