package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns the records of one topic into observations for every detector that reads it, or into one
 * dead letter each. Never fails on what a record holds: whoever can write to the topic must not be
 * able to stop the job. A schema registry that is away is waited for, which holds up the source.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class EventDeserializer implements KafkaRecordDeserializationSchema<Decoded> {
  private static final long serialVersionUID = 1L;
  static final TypeInformation<Decoded> TYPE = new BinaryType<>(new DecodedFormat());

  private final Detectors detectors;
  private final String topic;
  private final RecordFormat format;
  private final Duration maxLead;
  private final WallClock clock;

  private transient EventDecoder<? extends SpecificRecord> decoder;
  private transient List<ObservationExtractor> extractors;
  private transient List<Observation> observations;
  private transient DeadLetters deadLetters;

  EventDeserializer(Detectors detectors, String topic, Events events, WallClock clock) {
    this.detectors = detectors;
    this.topic = topic;
    this.format = events.format();
    this.maxLead = events.maxLead();
    this.clock = clock;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    open();
  }

  void open() {
    List<DetectorDefinition> readers = detectors.byTopic().getOrDefault(topic, List.of());
    decoder = format.decoder(record(readers.get(0).events().type()));
    extractors = readers.stream().map(ObservationExtractor::new).toList();
    observations = new ArrayList<>();
    deadLetters = new DeadLetters(clock);
  }

  private static Class<? extends SpecificRecord> record(EventType type) {
    return switch (type) {
      case SENSOR_EVENT -> SensorEvent.class;
      case NETWORK_EVENT -> NetworkEvent.class;
    };
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded> out) {
    observations.clear();
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
        String detail =
            "eventTime: "
                + Instant.ofEpochMilli(observation.eventTimeMillis())
                + " is further ahead of the wall clock than events.maxLead allows";
        reject(record, DeadLetterReason.TOO_FAR_AHEAD, detail, out);
        return;
      }
    }
    for (Observation observation : observations) {
      out.collect(new Decoded.Observed(observation));
    }
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> record,
      DeadLetterReason reason,
      String detail,
      Collector<Decoded> out) {
    out.collect(new Decoded.Rejected(deadLetters.of(record, reason, detail)));
  }

  @Override
  public TypeInformation<Decoded> getProducedType() {
    return TYPE;
  }
}
