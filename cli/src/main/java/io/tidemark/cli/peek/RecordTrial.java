package io.tidemark.cli.peek;

import io.tidemark.cli.training.KafkaRecords;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.DetectorRecords;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tries a definition on records: what observations they give, or why none. For one thread. */
public final class RecordTrial {
  private static final int MOST_SHOWN = 10;

  private final DetectorDefinition definition;
  private final DetectorRecords records;
  private final List<String> shown = new ArrayList<>();
  private long useful;
  private long passedOver;
  private long wrong;

  /**
   * @param formats how records are written where the definition does not say so
   */
  public RecordTrial(DetectorDefinition definition, JobFormats formats) {
    this.definition = definition;
    records = DetectorRecords.of(definition, formats);
  }

  /** Takes a record. */
  public void add(ConsumerRecord<byte[], byte[]> kept) {
    String at = kept.partition() + "/" + kept.offset() + ": ";
    if (kept.value() == null) {
      passedOver++;
      show(at + "a tombstone, passed over");
      return;
    }
    try {
      List<Observation> found = records.read(KafkaRecords.of(kept, definition.events().topics()));
      if (found.isEmpty()) {
        passedOver++;
        show(at + "not for this detector: a condition, its key or all features are missing");
      } else {
        useful++;
        found.forEach(observation -> show(at + words(observation)));
      }
    } catch (WireException | InvalidEventException reason) {
      wrong++;
      show(at + "a dead letter: " + reason.getMessage());
    }
  }

  private void show(String line) {
    if (shown.size() < MOST_SHOWN) {
      shown.add(line);
    }
  }

  private String words(Observation observation) {
    StringJoiner values = new StringJoiner(", ");
    for (int f = 0; f < observation.values().length; f++) {
      if (!Double.isNaN(observation.values()[f])) {
        values.add(definition.featureNames().get(f) + " " + observation.values()[f]);
      }
    }
    Instant time = Instant.ofEpochMilli(observation.eventTimeMillis());
    String tags = observation.tags().isEmpty() ? "" : ", tags " + observation.tags();
    return "%s at %s: %s%s".formatted(observation.key(), time, values, tags);
  }

  /** What the first records give, one line each. */
  public List<String> shown() {
    return List.copyOf(shown);
  }

  /** Records that give observations. */
  public long useful() {
    return useful;
  }

  /** Records that are not for the detector. */
  public long passedOver() {
    return passedOver;
  }

  /** Records that would be dead letters. */
  public long wrong() {
    return wrong;
  }
}
