package io.tidemark.cli;

import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.EventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * For tests: producers of three versions of SensorEvent, each with its schema in the registry. One
 * is behind and lacks {@code tags}; one is of today; one is ahead and has a field more, before the
 * others.
 */
final class Producers {
  private final EventEncoder<SensorEvent> today;
  private final Schema behind;
  private final Schema ahead;
  private final byte[] behindHeader;
  private final byte[] aheadHeader;

  Producers(String registry, String topic) {
    RegistrySettings settings = RegistrySettings.of(registry);
    RegistryClient client = new RegistryClient(settings);
    Schema current = SensorEvent.getClassSchema();
    Schema.Field firmware =
        new Schema.Field("firmware", Schema.create(Schema.Type.STRING), "of the device", "");
    behind = with(current, List.of(), field -> !field.name().equals("tags"));
    ahead = with(current, List.of(firmware), field -> true);
    behindHeader = header(client.id(topic + "-value", behind));
    today = new ConfluentFormat(settings).encoder(SensorEvent.class, topic);
    aheadHeader = header(client.id(topic + "-value", ahead));
  }

  private static Schema with(
      Schema current, List<Schema.Field> first, Predicate<Schema.Field> kept) {
    List<Schema.Field> fields = new java.util.ArrayList<>(first);
    current.getFields().stream()
        .filter(kept)
        .map(field -> new Schema.Field(field, field.schema()))
        .forEach(fields::add);
    return Schema.createRecord(
        current.getName(), current.getDoc(), current.getNamespace(), false, fields);
  }

  private static byte[] header(int id) {
    return ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
  }

  /** As one of the three sends it; those of one key alternate. */
  byte[] any(Observation observation) {
    return switch ((int) (observation.eventTimeMillis() / 1000 % 3)) {
      case 0 -> encode(behind, behindHeader, observation);
      case 1 -> encode(ahead, aheadHeader, observation);
      default -> today.encode(PumpRun.event(observation));
    };
  }

  private static byte[] encode(Schema schema, byte[] header, Observation observation) {
    GenericRecord event = new GenericData.Record(schema);
    event.put("deviceId", observation.key());
    event.put("eventTime", observation.eventTimeMicros());
    event.put("readings", PumpRun.event(observation).getReadings());
    if (schema.getField("firmware") != null) {
      event.put("firmware", "2.1");
      event.put("tags", Map.of());
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      out.write(header);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
      return out.toByteArray();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
