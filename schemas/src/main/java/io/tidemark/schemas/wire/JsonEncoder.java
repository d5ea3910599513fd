package io.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link WireFormat#JSON}, one line a record. Optional fields without a value are left out.
 */
final class JsonEncoder<T extends SpecificRecord> implements EventEncoder<T> {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Schema schema;

  JsonEncoder(Class<T> type) {
    this.schema = SpecificData.getForClass(type).getSchema(type);
  }

  @Override
  public byte[] encode(T event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      write(json, event, schema);
    } catch (IOException | RuntimeException invalid) {
      throw new IllegalArgumentException(
          "does not satisfy its schema: " + invalid.getMessage(), invalid);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, @Nullable Object value, Schema schema)
      throws IOException {
    if (value == null) {
      throw new IllegalArgumentException("null where a " + schema.getType() + " is required");
    }
    switch (schema.getType()) {
      case UNION -> write(json, value, JsonValueReader.valueSchema(schema));
      case RECORD -> writeRecord(json, (IndexedRecord) value);
      case MAP -> writeMap(json, (Map<?, ?>) value, schema.getValueType());
      case ARRAY -> writeArray(json, (Collection<?>) value, schema.getElementType());
      case STRING, ENUM -> json.writeString(value.toString());
      case BYTES -> writeBytes(json, (ByteBuffer) value);
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case DOUBLE -> writeNumber(json, (Double) value);
      case FLOAT -> writeFloat(json, (Float) value);
      case INT -> json.writeNumber((Integer) value);
      case LONG -> writeLong(json, value);
      default -> throw new IllegalStateException("no JSON form of " + schema);
    }
  }

  private static void writeRecord(JsonGenerator json, IndexedRecord record) throws IOException {
    json.writeStartObject();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null || field.schema().getType() != Schema.Type.UNION) {
        json.writeFieldName(field.name());
        write(json, value, field.schema());
      }
    }
    json.writeEndObject();
  }

  private static void writeMap(JsonGenerator json, Map<?, ?> map, Schema values)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      write(json, entry.getValue(), values);
    }
    json.writeEndObject();
  }

  private static void writeArray(JsonGenerator json, Collection<?> list, Schema elements)
      throws IOException {
    json.writeStartArray();
    for (Object element : list) {
      write(json, element, elements);
    }
    json.writeEndArray();
  }

  private static void writeBytes(JsonGenerator json, ByteBuffer value) throws IOException {
    ByteBuffer view = value.duplicate();
    byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    json.writeBinary(bytes);
  }

  private static void writeNumber(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Double.toString(value));
    }
  }

  /** With the digits of a float, not those of the double nearest to it. */
  private static void writeFloat(JsonGenerator json, float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Float.toString(value));
    }
  }

  private static void writeLong(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Instant time) {
      json.writeString(time.toString());
    } else {
      json.writeNumber((Long) value);
    }
  }
}
