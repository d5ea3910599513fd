package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.schemas.wire.AvroPayload;
import io.tidemark.schemas.wire.EpochUnit;
import io.tidemark.schemas.wire.WireException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Records of Avro as trees. */
final class AvroTree implements RecordTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final AvroPayload payloads;

  AvroTree(AvroPayload payloads) {
    this.payloads = payloads;
  }

  @Override
  public JsonNode read(byte[] value) throws WireException {
    try {
      Schema writer = payloads.open(value);
      Object read = new GenericDatumReader<>(writer).read(null, payloads.decoder());
      payloads.close();
      return tree(writer, read);
    } catch (WireException wrong) {
      throw wrong;
    } catch (IOException | RuntimeException malformed) {
      throw new WireException("not valid Avro: " + malformed);
    } catch (StackOverflowError nested) {
      throw new WireException("not valid Avro: nested too deep");
    }
  }

  private static JsonNode tree(Schema schema, @Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, (IndexedRecord) value);
      case MAP -> map(schema, (Map<?, ?>) value);
      case ARRAY -> array(schema, (Collection<?>) value);
      case UNION ->
          tree(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case INT, LONG -> whole(schema.getLogicalType(), ((Number) value).longValue());
      case FLOAT -> NODES.numberNode(((Number) value).floatValue());
      case DOUBLE -> NODES.numberNode(((Number) value).doubleValue());
      case STRING, ENUM -> NODES.textNode(value.toString());
      case BYTES -> decimal(schema, array((ByteBuffer) value));
      case FIXED -> decimal(schema, ((GenericFixed) value).bytes());
      case NULL -> NODES.nullNode();
    };
  }

  private static ObjectNode record(Schema schema, IndexedRecord record) {
    ObjectNode fields = NODES.objectNode();
    for (Schema.Field field : schema.getFields()) {
      fields.set(field.name(), tree(field.schema(), record.get(field.pos())));
    }
    return fields;
  }

  private static ObjectNode map(Schema schema, Map<?, ?> map) {
    ObjectNode entries = NODES.objectNode();
    map.forEach((name, value) -> entries.set(name.toString(), tree(schema.getValueType(), value)));
    return entries;
  }

  private static ArrayNode array(Schema schema, Collection<?> list) {
    ArrayNode elements = NODES.arrayNode();
    list.forEach(element -> elements.add(tree(schema.getElementType(), element)));
    return elements;
  }

  private static JsonNode whole(@Nullable LogicalType logical, long number) {
    EpochUnit unit = EpochUnit.of(logical);
    if (unit != null) {
      return NODES.pojoNode(Instant.EPOCH.plus(unit.micros(number), ChronoUnit.MICROS));
    }
    return logical instanceof LogicalTypes.Date
        ? NODES.pojoNode(LocalDate.ofEpochDay(number).atStartOfDay(ZoneOffset.UTC).toInstant())
        : NODES.numberNode(number);
  }

  private static JsonNode decimal(Schema schema, byte[] bytes) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal && bytes.length > 0
        ? NODES.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()).doubleValue())
        : NODES.missingNode();
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
