package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.kafka.Unread;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Asks of a topic's records only whether they can be decoded and when they happened, for jobs whose
 * detectors change: which detectors a record concerns is known behind the source, where the changes
 * come in step with checkpoints.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class EventAdmission implements KafkaRecordDeserializationSchema<Decoded> {
  private static final long serialVersionUID = 1L;

  private final EventType type;
  private final Events events;
  private final WallClock clock;
  private transient EventDecoder<? extends SpecificRecord> decoder;
  private transient DeadLetters deadLetters;

  EventAdmission(EventType type, Events events, WallClock clock) {
    this.type = type;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    open();
  }

  void open() {
    decoder = events.format().decoder(EventExtractor.record(type));
    deadLetters = new DeadLetters(clock);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded> out) {
    String unread = Unread.reason(record);
    if (unread != null) {
      reject(record, DeadLetterReason.UNDECODABLE, unread, out);
      return;
    }
    long millis;
    try {
      millis = eventTime(decoder.decode(record.value()));
    } catch (WireException undecodable) {
      reject(record, DeadLetterReason.UNDECODABLE, String.valueOf(undecodable.getMessage()), out);
      return;
    } catch (RegistryException away) {
      throw away; // as in the extractor
    } catch (RuntimeException unforeseen) {
      reject(record, DeadLetterReason.INVALID, unforeseen.toString(), out);
      return;
    }
    if (millis > clock.millis() + events.maxLead().toMillis()) {
      reject(record, DeadLetterReason.TOO_FAR_AHEAD, EventExtractor.tooFarAhead(millis), out);
      return;
    }
    SourcePosition position = new SourcePosition(record.partition(), record.offset());
    out.collect(
        new Decoded.Undivided(record.topic(), position, record.key(), record.value(), millis));
  }

  private static long eventTime(SpecificRecord event) {
    return event instanceof SensorEvent sensor
        ? sensor.getEventTime().toEpochMilli()
        : ((NetworkEvent) event).getEventTime().toEpochMilli();
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
    return EventDeserializer.TYPE;
  }
}
