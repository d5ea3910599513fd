package io.tidemark.detector.definition;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Path of a value in an event: a field, or an entry of a map field.
 *
 * @param position position of the field in the record's schema
 * @param entry key in the map, null where the field is no map
 * @param text whether the value is text rather than a number
 */
public record EventPath(int position, @Nullable String entry, boolean text) {

  /**
   * The path that {@code expression} names in events of {@code type}, or null when there is none.
   */
  public static @Nullable EventPath of(EventType type, String expression) {
    int dot = expression.indexOf('.');
    String name = dot < 0 ? expression : expression.substring(0, dot);
    Schema.Field field = type.schema().getField(name);
    if (field == null || name.equals("eventTime")) {
      return null;
    }
    Schema schema = valueSchema(field);
    boolean map = schema.getType() == Schema.Type.MAP;
    if (map != (dot >= 0) || (map && dot == expression.length() - 1)) {
      return null;
    }
    Schema value = map ? schema.getValueType() : schema;
    return new EventPath(
        field.pos(),
        map ? expression.substring(dot + 1) : null,
        value.getType() == Schema.Type.STRING);
  }

  /** For error messages: the paths there are, of text values only or of all. */
  static List<String> accepted(EventType type, boolean textOnly) {
    return type.schema().getFields().stream()
        .filter(field -> !field.name().equals("eventTime"))
        .map(
            field ->
                valueSchema(field).getType() == Schema.Type.MAP
                    ? field.name() + ".<name>"
                    : field.name())
        .filter(name -> !textOnly || isText(type, name))
        .toList();
  }

  private static boolean isText(EventType type, String name) {
    EventPath path = of(type, name);
    return path != null && path.text();
  }

  /** The field's schema without the null of an optional field. */
  private static Schema valueSchema(Schema.Field field) {
    if (field.schema().getType() != Schema.Type.UNION) {
      return field.schema();
    }
    return field.schema().getTypes().stream()
        .filter(schema -> schema.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }
}
