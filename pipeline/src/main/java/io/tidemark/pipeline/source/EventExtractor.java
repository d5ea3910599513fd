package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.EventTimes;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
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

  /** The record being read; null while it is not decoded. */
  private @Nullable SpecificRecord event;

  /** The reader that reads it. */
  private int reading;

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
   * @param refused takes which keys the dead letter concerns, as far as is known
   */
  void extract(
      RawRecord record,
      long logMillis,
      Consumer<Observation> out,
      Consumer<DeadLetter> rejected,
      Consumer<Observation> refused) {
    observations.clear();
    event = null;
    DeadLetter letter = extract(record, logMillis);
    if (letter == null) {
      observations.forEach(out);
      return;
    }
    rejected.accept(letter);
    refuse(record, logMillis, letter.getReason(), refused);
  }

  /** Gathers what a record says; the dead letter where it cannot be used. */
  private @Nullable DeadLetter extract(RawRecord record, long logMillis) {
    if (record.unread() != null) {
      return letter(record, DeadLetterReason.UNDECODABLE, record.unread());
    }
    try {
      SpecificRecord decodedEvent = decoder.decode(record.value());
      event = decodedEvent;
      SourcePosition position =
          new SourcePosition(record.partition(), record.offset(), record.timestampMillis());
      decoded++;
      for (int i = 0; i < served.length; i++) {
        reading = i;
        Observation observation = extractors.get(i).extract(decodedEvent, position);
        if (observation != null) {
          observations.add(observation);
          EventTimes.requirePossible(observation);
          served[i] = true;
        }
      }
    } catch (WireException undecodable) {
      return letter(record, DeadLetterReason.UNDECODABLE, undecodable.getMessage());
    } catch (InvalidEventException invalid) {
      return letter(record, DeadLetterReason.INVALID, invalid.getMessage());
    } catch (RegistryException away) {
      throw away; // the record may be good: it is read again after the restart
    } catch (RuntimeException unforeseen) {
      return letter(record, DeadLetterReason.INVALID, unforeseen.toString());
    } catch (OutOfMemoryError large) {
      // What was decoded is let go of by now; a restart would meet the record again.
      return letter(record, DeadLetterReason.UNDECODABLE, "it does not fit into memory");
    }
    return tooFarAhead(record, logMillis);
  }

  /**
   * Says of each key that is known of what it would have been told. Of a record that says no key
   * its own is tried, which producers as a rule make the device.
   */
  private void refuse(
      RawRecord record, long logMillis, DeadLetterReason reason, Consumer<Observation> refused) {
    BlindReason why =
        reason == DeadLetterReason.UNDECODABLE ? BlindReason.UNDECODABLE : BlindReason.INVALID;
    SourcePosition source =
        new SourcePosition(record.partition(), record.offset(), record.timestampMillis());
    String recordKey = text(record.key());
    for (int i = 0; i < readers.size(); i++) {
      String known = key(i);
      String key = known == null ? recordKey : known;
      if (key != null) {
        DetectorDefinition reader = readers.get(i);
        Refusal refusal = new Refusal(why, known != null);
        int features = reader.features().size();
        refused.accept(
            Observation.refused(reader.name(), key, features, logMillis, source, refusal));
      }
    }
  }

  /** The key that a reader has found in the event; null where it has not come so far. */
  private @Nullable String key(int reader) {
    for (Observation observation : observations) {
      if (observation.detector().equals(readers.get(reader).name())) {
        return observation.key();
      }
    }
    return event != null && reader == reading ? extractors.get(reader).key(event) : null;
  }

  /** A record's key as text; null where it is none that a detector could have. */
  private static @Nullable String text(byte @Nullable [] key) {
    return key == null || key.length == 0 || key.length > ObservationExtractor.MAX_KEY_LENGTH
        ? null
        : new String(key, StandardCharsets.UTF_8);
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

  private @Nullable DeadLetter tooFarAhead(RawRecord record, long logMillis) {
    long written = written(record, logMillis);
    for (Observation observation : observations) {
      long millis = observation.eventTimeMillis();
      if (millis > written + maxLead.toMillis()) {
        String detail =
            "eventTime: %s is further ahead of %s, when the record was written, than events.maxLead allows"
                .formatted(Instant.ofEpochMilli(millis), Instant.ofEpochMilli(written));
        return letter(record, DeadLetterReason.TOO_FAR_AHEAD, detail);
      }
    }
    return null;
  }

  /**
   * When a record was written: not by this machine's clock, so that an event fares the same however
   * late it is read. Log time may have to be confirmed by the next records, so the record's own
   * timestamp may be ahead of it; one that is ahead of the clock is wrong.
   */
  private long written(RawRecord record, long logMillis) {
    return Math.max(logMillis, Math.min(record.timestampMillis(), clock.millis()));
  }

  private DeadLetter letter(RawRecord record, DeadLetterReason reason, @Nullable String detail) {
    return deadLetters.of(record, reason, String.valueOf(detail));
  }
}
