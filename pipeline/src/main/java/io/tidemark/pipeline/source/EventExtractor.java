package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.EventTimes;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of one topic into observations for every detector that reads it, or into one
 * dead letter each. Never fails on what a record holds: those who can write to the topic must not
 * be able to stop the job. A schema registry that is away is waited for, which holds up the source.
 * For one thread.
 */
final class EventExtractor {
  private final EventDecoder<? extends SpecificRecord> decoder;
  private final List<DetectorDefinition> readers;
  private final List<ObservationExtractor> extractors;
  private final List<Observation> observations = new ArrayList<>();
  private final DeadLetters deadLetters;
  private final Duration maxLead;
  private final WallClock clock;

  /** By reader: whether it has found an observation yet. */
  private final boolean[] served;

  private long decoded;

  /**
   * @param selection how the topic's records are read
   * @param readers the detectors that read it
   */
  EventExtractor(
      EventSelection selection, List<DetectorDefinition> readers, Events events, WallClock clock) {
    decoder = events.format().decoder(record(selection.type()), selection.time());
    this.readers = readers;
    served = new boolean[readers.size()];
    extractors = readers.stream().map(ObservationExtractor::new).toList();
    deadLetters = new DeadLetters(clock);
    maxLead = events.maxLead();
    this.clock = clock;
  }

  static Class<? extends SpecificRecord> record(EventType type) {
    return switch (type) {
      case SENSOR_EVENT -> SensorEvent.class;
      case NETWORK_EVENT -> NetworkEvent.class;
    };
  }

  /**
   * Extracts what a record says.
   *
   * @param logMillis log time of the record
   * @param out takes what it says to each detector
   * @param rejected takes the dead letter, where it cannot be used
   */
  void extract(
      RawRecord record, long logMillis, Consumer<Observation> out, Consumer<DeadLetter> rejected) {
    observations.clear();
    if (record.unread() != null) {
      reject(record, DeadLetterReason.UNDECODABLE, record.unread(), rejected);
      return;
    }
    try {
      SpecificRecord event = decoder.decode(record.value());
      SourcePosition position =
          new SourcePosition(record.partition(), record.offset(), record.timestampMillis());
      decoded++;
      for (int i = 0; i < served.length; i++) {
        Observation observation = extractors.get(i).extract(event, position);
        if (observation != null) {
          EventTimes.requirePossible(observation);
          served[i] = true;
          observations.add(observation);
        }
      }
    } catch (WireException undecodable) {
      reject(record, DeadLetterReason.UNDECODABLE, undecodable.getMessage(), rejected);
      return;
    } catch (InvalidEventException invalid) {
      reject(record, DeadLetterReason.INVALID, invalid.getMessage(), rejected);
      return;
    } catch (RegistryException away) {
      throw away; // the record may be good: it is read again after the restart
    } catch (RuntimeException unforeseen) {
      reject(record, DeadLetterReason.INVALID, unforeseen.toString(), rejected);
      return;
    } catch (OutOfMemoryError large) {
      // What was decoded is let go of by now; a restart would meet the record again.
      reject(record, DeadLetterReason.UNDECODABLE, "it does not fit into memory", rejected);
      return;
    }
    emit(record, logMillis, out, rejected);
  }

  /** Records that could be decoded so far. */
  long decoded() {
    return decoded;
  }

  /** The detectors that have found nothing in the records so far; none before the first record. */
  List<DetectorDefinition> unserved() {
    List<DetectorDefinition> unserved = new ArrayList<>();
    for (int i = 0; decoded > 0 && i < served.length; i++) {
      if (!served[i]) {
        unserved.add(readers.get(i));
      }
    }
    return unserved;
  }

  private void emit(
      RawRecord record, long logMillis, Consumer<Observation> out, Consumer<DeadLetter> rejected) {
    long written = written(record, logMillis);
    for (Observation observation : observations) {
      long millis = observation.eventTimeMillis();
      if (millis > written + maxLead.toMillis()) {
        String detail =
            "eventTime: %s is further ahead of %s, when the record was written, than events.maxLead allows"
                .formatted(Instant.ofEpochMilli(millis), Instant.ofEpochMilli(written));
        reject(record, DeadLetterReason.TOO_FAR_AHEAD, detail, rejected);
        return;
      }
    }
    observations.forEach(out);
  }

  /**
   * When a record was written: not by this machine's clock, so that an event fares the same however
   * late it is read. Log time may have to be confirmed by the next records, so the record's own
   * timestamp may be ahead of it; one that is ahead of the clock is wrong.
   */
  private long written(RawRecord record, long logMillis) {
    return Math.max(logMillis, Math.min(record.timestampMillis(), clock.millis()));
  }

  private void reject(
      RawRecord record,
      DeadLetterReason reason,
      @Nullable String detail,
      Consumer<DeadLetter> rejected) {
    rejected.accept(deadLetters.of(record, reason, String.valueOf(detail)));
  }
}
