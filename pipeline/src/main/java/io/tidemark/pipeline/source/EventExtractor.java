package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.kafka.Unread;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns the records of one topic into observations for every detector that reads it, or into one
 * dead letter each. Never fails on what a record holds: whoever can write to the topic must not be
 * able to stop the job. A schema registry that is away is waited for, which holds up the source.
 * For one thread.
 */
final class EventExtractor {
  private final EventDecoder<? extends SpecificRecord> decoder;
  private final List<ObservationExtractor> extractors;
  private final List<Observation> observations = new ArrayList<>();
  private final DeadLetters deadLetters;
  private final Duration maxLead;
  private final WallClock clock;

  /**
   * @param type of the topic's events
   * @param readers the detectors that read it
   */
  EventExtractor(EventType type, List<DetectorDefinition> readers, Events events, WallClock clock) {
    decoder = events.format().decoder(record(type));
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

  void extract(ConsumerRecord<byte[], byte[]> record, Collector<Decoded> out) {
    observations.clear();
    String unread = Unread.reason(record);
    if (unread != null) {
      reject(record, DeadLetterReason.UNDECODABLE, unread, out);
      return;
    }
    try {
      SpecificRecord event = decoder.decode(record.value());
      SourcePosition position = new SourcePosition(record.partition(), record.offset());
      for (ObservationExtractor extractor : extractors) {
        Observation observation = extractor.extract(event, position);
        if (observation != null) {
          observations.add(observation);
        }
      }
    } catch (WireException undecodable) {
      reject(record, DeadLetterReason.UNDECODABLE, String.valueOf(undecodable.getMessage()), out);
      return;
    } catch (InvalidEventException invalid) {
      reject(record, DeadLetterReason.INVALID, String.valueOf(invalid.getMessage()), out);
      return;
    } catch (RegistryException away) {
      throw away; // the record may be good: it is read again after the restart
    } catch (RuntimeException unforeseen) {
      reject(record, DeadLetterReason.INVALID, unforeseen.toString(), out);
      return;
    }
    emit(record, out);
  }

  private void emit(ConsumerRecord<byte[], byte[]> record, Collector<Decoded> out) {
    long latest = clock.millis() + maxLead.toMillis();
    for (Observation observation : observations) {
      if (observation.eventTimeMillis() > latest) {
        reject(
            record,
            DeadLetterReason.TOO_FAR_AHEAD,
            tooFarAhead(observation.eventTimeMillis()),
            out);
        return;
      }
    }
    for (Observation observation : observations) {
      out.collect(new Decoded.Observed(observation));
    }
  }

  static String tooFarAhead(long eventTimeMillis) {
    return "eventTime: "
        + Instant.ofEpochMilli(eventTimeMillis)
        + " is further ahead of the wall clock than events.maxLead allows";
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> record,
      DeadLetterReason reason,
      String detail,
      Collector<Decoded> out) {
    out.collect(new Decoded.Rejected(deadLetters.of(record, reason, detail)));
  }
}
