package io.tidemark.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.schemas.EpochMicros;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON values into the values of generated Avro records, by schema. Messages name the field
 * by its path.
 */
final class JsonValueReader {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}(\\.\\d{1,18})?");

  private final SpecificData model;
  private final TimeFormat times;

  /**
   * @param times how times are written
   */
  JsonValueReader(SpecificData model, TimeFormat times) {
    this.model = model;
    this.times = times;
  }

  Object read(String path, JsonNode node, Schema schema) throws WireException {
    return switch (schema.getType()) {
      case RECORD -> record(path, node, schema);
      case MAP -> map(path, node, schema.getValueType());
      case ARRAY -> array(path, node, schema.getElementType());
      case STRING -> text(path, node);
      case ENUM -> symbol(path, node, schema);
      case BYTES -> bytes(path, node);
      case BOOLEAN -> bool(path, node);
      case DOUBLE -> number(path, node);
      case FLOAT -> floatNumber(path, node);
      case INT -> (int) integer(path, node, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
              ? time(path, node)
              : (Object) integer(path, node, Long.MIN_VALUE, Long.MAX_VALUE);
      default -> throw new IllegalStateException("no JSON form of " + schema);
    };
  }

  private IndexedRecord record(String path, JsonNode node, Schema schema) throws WireException {
    if (!node.isObject()) {
      throw wrong(path, node, "an object");
    }
    IndexedRecord record = (IndexedRecord) SpecificData.newInstance(model.getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      Object value = field(path, node.get(field.name()), field);
      if (value != null) {
        record.put(field.pos(), value);
      }
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (schema.getField(name) == null) {
        throw new WireException(
            "unknown field '" + join(path, name) + "'; known are " + names(schema));
      }
    }
    return record;
  }

  private @Nullable Object field(String path, @Nullable JsonNode node, Schema.Field field)
      throws WireException {
    Schema schema = field.schema();
    boolean optional = schema.getType() == Schema.Type.UNION;
    if (node != null && !node.isNull()) {
      return read(join(path, field.name()), node, optional ? valueSchema(schema) : schema);
    }
    if (optional) {
      return null;
    }
    if (!field.hasDefaultValue()) {
      throw new WireException("field '" + join(path, field.name()) + "' is missing");
    }
    return model.deepCopy(schema, model.getDefaultValue(field));
  }

  /** The one schema of an optional field that is not null. */
  static Schema valueSchema(Schema union) {
    for (Schema schema : union.getTypes()) {
      if (schema.getType() != Schema.Type.NULL) {
        return schema;
      }
    }
    throw new IllegalStateException("a union of nothing but null");
  }

  private Map<String, Object> map(String path, JsonNode node, Schema values) throws WireException {
    if (!node.isObject()) {
      throw wrong(path, node, "an object");
    }
    Map<String, Object> map = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isNull()) {
        map.put(entry.getKey(), read(join(path, entry.getKey()), entry.getValue(), values));
      }
    }
    return map;
  }

  private List<Object> array(String path, JsonNode node, Schema elements) throws WireException {
    if (!node.isArray()) {
      throw wrong(path, node, "an array");
    }
    List<Object> list = new ArrayList<>(node.size());
    for (JsonNode element : node) {
      list.add(read(path + "[" + list.size() + "]", element, elements));
    }
    return list;
  }

  private static String text(String path, JsonNode node) throws WireException {
    if (!node.isTextual()) {
      throw wrong(path, node, "a text");
    }
    return node.textValue();
  }

  private Object symbol(String path, JsonNode node, Schema schema) throws WireException {
    if (!node.isTextual() || !schema.hasEnumSymbol(node.textValue())) {
      throw wrong(path, node, "one of " + schema.getEnumSymbols());
    }
    return model.createEnum(node.textValue(), schema);
  }

  private static ByteBuffer bytes(String path, JsonNode node) throws WireException {
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(text(path, node)));
    } catch (IllegalArgumentException malformed) {
      throw wrong(path, node, "Base64");
    }
  }

  private static boolean bool(String path, JsonNode node) throws WireException {
    if (!node.isBoolean()) {
      throw wrong(path, node, "true or false");
    }
    return node.booleanValue();
  }

  private static double number(String path, JsonNode node) throws WireException {
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    return switch (node.isTextual() ? node.textValue() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong(path, node, "a number");
    };
  }

  private static float floatNumber(String path, JsonNode node) throws WireException {
    float value = (float) number(path, node);
    if (node.isNumber() && Float.isInfinite(value)) {
      throw wrong(path, node, "a number of at most " + Float.MAX_VALUE + " in size");
    }
    return value;
  }

  private static long integer(String path, JsonNode node, long min, long max) throws WireException {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      throw wrong(path, node, "a whole number from " + min + " to " + max);
    }
    return node.longValue();
  }

  private Instant time(String path, JsonNode node) throws WireException {
    EpochUnit unit = times.unit();
    try {
      if (unit == null && node.isTextual()) {
        return EpochMicros.at(EpochMicros.of(Instant.parse(node.textValue())));
      }
      if (unit != null && (node.isNumber() || node.isTextual())) {
        // A number of nanoseconds is often a text, since it is too large for JavaScript.
        String number = node.isNumber() ? node.decimalValue().toPlainString() : node.textValue();
        if (NUMBER.matcher(number).matches()) {
          return unit.at(new BigDecimal(number));
        }
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException malformed) {
      throw wrong(path, node, acceptedTime(node));
    }
    throw wrong(path, node, acceptedTime(node));
  }

  private String acceptedTime(JsonNode node) {
    if (times.unit() != null) {
      return "a number of %s since 1970, as events.time.format: %s says"
          .formatted(times.unit(), times);
    }
    String text = "ISO-8601 with a time zone, such as 2026-01-31T08:15:30.5Z";
    return node.isNumber() ? text + ", or a number with " + TimeFormat.NUMBERS : text;
  }

  private static WireException wrong(String path, JsonNode node, String accepted) {
    String found =
        node.isContainerNode() ? (node.isArray() ? "an array" : "an object") : node.toString();
    String quoted = found.length() <= 60 ? found : found.substring(0, 60) + "...";
    return new WireException(
        "field '" + path + "': " + quoted + " is not accepted; it must be " + accepted);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static List<String> names(Schema schema) {
    return schema.getFields().stream().map(Schema.Field::name).toList();
  }
}
