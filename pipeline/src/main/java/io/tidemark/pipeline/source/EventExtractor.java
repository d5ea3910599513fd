package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the records of one topic into observations for every detector that reads it. A record that
 * is of no use to some of them is one dead letter. Never fails on what a record holds: those who
 * can write to the topic must not be able to stop the job. A schema registry that is away is waited
 * for, which holds up the source. For one thread.
 */
final class EventExtractor {
  private final List<RecordEvents> events;

  /** By these: whether their detectors read several topics, so that events carry its name. */
  private final boolean[] labelled;

  private final boolean takesTombstones;
  private final List<Observation> observations = new ArrayList<>();
  private final DeadLetters deadLetters;
  private final Duration maxLead;
  private final WallClock clock;
  private @Nullable DeadLetter letter;

  /** Why some detectors cannot use the record being read; of no meaning where they can. */
  private DeadLetterReason reason = DeadLetterReason.INVALID;

  /**
   * @param selection how the topic's records are read where they are of an event type; null where
   *     no detector has ever read it
   * @param readers the detectors that read it
   * @param log hears of what is of no use in the topic
   */
  EventExtractor(
      @Nullable EventSelection selection,
      List<DetectorDefinition> readers,
      Events events,
      WallClock clock,
      TopicLog log) {
    this(of(selection, readers, events, log), events.maxLead(), clock);
  }

  /** Reads records by the given means, one for each group of detectors. */
  EventExtractor(List<RecordEvents> events, Duration maxLead, WallClock clock) {
    this.events = events;
    labelled = new boolean[events.size()];
    for (int i = 0; i < labelled.length; i++) {
      labelled[i] = events.get(i).readers().stream().anyMatch(EventExtractor::readsSeveral);
    }
    takesTombstones = events.stream().anyMatch(RecordEvents::takesTombstones);
    deadLetters = new DeadLetters(clock);
    this.maxLead = maxLead;
    this.clock = clock;
  }

  private static List<RecordEvents> of(
      @Nullable EventSelection selection,
      List<DetectorDefinition> readers,
      Events events,
      TopicLog log) {
    List<RecordEvents> all = new ArrayList<>();
    for (List<DetectorDefinition> typed : alike(readers)) {
      all.add(prepared(typed, () -> new TypedEvents(typed.get(0).events(), typed, events)));
    }
    if (readers.isEmpty() && selection != null && selection.type() != null) {
      all.add(new TypedEvents(selection, List.of(), events));
    }
    for (DetectorDefinition reader : readers) {
      if (reader.events().type() == null) {
        all.add(prepared(List.of(reader), () -> new MappedEvents(reader, events, log)));
      }
    }
    return all;
  }

  /**
   * Detectors may change while the job runs. One whose definition fails here must not stop it: the
   * job would meet the same definition after each restart.
   */
  private static RecordEvents prepared(
      List<DetectorDefinition> readers, Supplier<RecordEvents> preparation) {
    try {
      return preparation.get();
    } catch (RuntimeException | StackOverflowError unforeseen) {
      return UnreadableEvents.of(readers, unforeseen);
    }
  }

  /** The detectors of an event type, in groups for which a record is decoded alike. */
  private static Collection<List<DetectorDefinition>> alike(List<DetectorDefinition> readers) {
    Map<List<Object>, List<DetectorDefinition>> groups = new LinkedHashMap<>();
    for (DetectorDefinition reader : readers) {
      EventSelection events = reader.events();
      if (events.type() != null) {
        List<Object> group =
            List.of(events.type(), events.encoding(), events.timeFormat(), readsSeveral(reader));
        groups.computeIfAbsent(group, unseen -> new ArrayList<>()).add(reader);
      }
    }
    return groups.values();
  }

  private static boolean readsSeveral(DetectorDefinition reader) {
    return reader.events().topics().several();
  }

  /**
   * Extracts what a record says.
   *
   * @param logMillis log time of the record
   * @param out takes what it says to each detector
   * @param rejected takes the dead letter, where a detector cannot use it
   * @param refused takes which keys the dead letter concerns, as far as is known
   */
  void extract(
      RawRecord record,
      long logMillis,
      Consumer<Observation> out,
      Consumer<DeadLetter> rejected,
      Consumer<Observation> refused) {
    letter = null;
    for (int i = 0; i < events.size(); i++) {
      RecordEvents some = events.get(i);
      if (record.value() != null || record.unread() != null || some.takesTombstones()) {
        observations.clear();
        SourcePosition position =
            new SourcePosition(
                labelled[i] ? record.topic() : "",
                record.partition(),
                record.offset(),
                record.timestampMillis());
        if (read(some, record, position) && isInTime(record, logMillis)) {
          observations.forEach(out);
        } else {
          refuse(some, record, logMillis, position, refused);
        }
      }
    }
    if (letter != null) {
      rejected.accept(letter);
    }
  }

  /** Whether the record is of use; else there is a letter of it. */
  private boolean read(RecordEvents some, RawRecord record, SourcePosition position) {
    if (record.unread() != null) {
      some.skip();
      reject(record, DeadLetterReason.UNDECODABLE, record.unread());
      return false;
    }
    try {
      some.read(record, position, observations);
      return true;
    } catch (WireException undecodable) {
      reject(record, DeadLetterReason.UNDECODABLE, undecodable.getMessage());
    } catch (InvalidEventException invalid) {
      reject(record, DeadLetterReason.INVALID, invalid.getMessage());
    } catch (RegistryException away) {
      throw away; // the record may be good: it is read again after the restart
    } catch (RuntimeException unforeseen) {
      reject(record, DeadLetterReason.INVALID, unforeseen.toString());
    } catch (OutOfMemoryError large) {
      // What was decoded is let go of by now; a restart would meet the record again.
      reject(record, DeadLetterReason.UNDECODABLE, "it does not fit into memory");
    } catch (StackOverflowError deep) {
      reject(record, DeadLetterReason.UNDECODABLE, "it is nested too deeply to be read");
    }
    return false;
  }

  /**
   * Says of each key that is known of what it would have been told. Of a record that says no key
   * its own is tried, which producers as a rule make the device.
   */
  private void refuse(
      RecordEvents some,
      RawRecord record,
      long logMillis,
      SourcePosition source,
      Consumer<Observation> refused) {
    BlindReason why =
        reason == DeadLetterReason.UNDECODABLE ? BlindReason.UNDECODABLE : BlindReason.INVALID;
    String recordKey = text(record.key());
    for (DetectorDefinition reader : some.readers()) {
      String known = key(some, reader);
      String key = known == null ? recordKey : known;
      if (key != null) {
        Refusal refusal = new Refusal(why, known != null);
        int features = reader.features().size();
        refused.accept(
            Observation.refused(reader.name(), key, features, logMillis, source, refusal));
      }
    }
  }

  /** The key that a reader has found in the record; null where it has not come so far. */
  private @Nullable String key(RecordEvents some, DetectorDefinition reader) {
    for (Observation observation : observations) {
      if (observation.detector().equals(reader.name())) {
        return observation.key();
      }
    }
    return some.key(reader);
  }

  /** A record's key as text; null where it is none that a detector could have. */
  private static @Nullable String text(byte @Nullable [] key) {
    return key == null || key.length == 0 || key.length > ObservationExtractor.MAX_KEY_LENGTH
        ? null
        : new String(key, StandardCharsets.UTF_8);
  }

  /** Records that could be decoded so far, by those that could decode the most. */
  long decoded() {
    return events.stream().mapToLong(RecordEvents::decoded).max().orElse(0);
  }

  /** Whether a record without a value is a dead letter; else it is to be passed over. */
  boolean takesTombstones() {
    return takesTombstones;
  }

  /** The detectors that have found nothing in the records so far; none before the first record. */
  List<DetectorDefinition> unserved() {
    return events.stream().flatMap(some -> some.unserved().stream()).toList();
  }

  private boolean isInTime(RawRecord record, long logMillis) {
    long written = written(record, logMillis);
    for (Observation observation : observations) {
      long millis = observation.eventTimeMillis();
      if (millis > written + maxLead.toMillis()) {
        reject(
            record,
            DeadLetterReason.TOO_FAR_AHEAD,
            "eventTime: %s is further ahead of %s, when the record was written, than events.maxLead allows"
                .formatted(Instant.ofEpochMilli(millis), Instant.ofEpochMilli(written)));
        return false;
      }
    }
    return true;
  }

  /**
   * When a record was written: not by this machine's clock, so that an event fares the same however
   * late it is read. Log time may have to be confirmed by the next records, so the record's own
   * timestamp may be ahead of it; one that is ahead of the clock is wrong.
   */
  private long written(RawRecord record, long logMillis) {
    return Math.max(logMillis, Math.min(record.timestampMillis(), clock.millis()));
  }

  /** The first reason stands: a record makes one dead letter. */
  private void reject(RawRecord record, DeadLetterReason because, @Nullable String detail) {
    reason = because;
    if (letter == null) {
      letter = deadLetters.of(record, because, String.valueOf(detail));
    }
  }
}
