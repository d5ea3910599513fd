package io.tidemark.detector.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.schemas.option.OptionSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping in a YAML file, read field by field so that each error names the field by its whole
 * path. A field that is absent has the default of the schema; one that the schema does not declare
 * cannot be read. Call {@link #done} last: it rejects fields that nothing read.
 */
public final class YamlSection {
  private final String path;
  private final ObjectNode node;
  private final OptionSchema schema;
  private final Set<String> read = new LinkedHashSet<>();

  YamlSection(String path, ObjectNode node, OptionSchema schema) {
    this.path = path;
    this.node = node;
    this.schema = schema;
  }

  /** The mapping itself. */
  ObjectNode node() {
    return node;
  }

  public String text(String field) {
    return required(field, optionalText(field), "a text");
  }

  public @Nullable String optionalText(String field) {
    JsonNode value = value(field);
    if (value != null && !value.isValueNode()) {
      throw wrong(field, value, "a text");
    }
    return value == null ? null : value.asText();
  }

  public int integer(String field) {
    return required(field, optionalInteger(field), "a whole number");
  }

  public @Nullable Integer optionalInteger(String field) {
    JsonNode value = value(field);
    if (value != null && (!value.isIntegralNumber() || !value.canConvertToInt())) {
      throw wrong(field, value, "a whole number");
    }
    return value == null ? null : (Integer) value.intValue();
  }

  public double number(String field) {
    return required(field, optionalNumber(field), "a number");
  }

  public @Nullable Double optionalNumber(String field) {
    JsonNode value = value(field);
    if (value != null && !value.isNumber()) {
      throw wrong(field, value, "a number");
    }
    return value == null ? null : (Double) value.doubleValue();
  }

  public boolean bool(String field) {
    JsonNode value = required(field, value(field), "true or false");
    if (!value.isBoolean()) {
      throw wrong(field, value, "true or false");
    }
    return value.booleanValue();
  }

  public Duration duration(String field) {
    return required(field, optionalDuration(field), Durations.ACCEPTED);
  }

  public @Nullable Duration optionalDuration(String field) {
    String value = optionalText(field);
    return value == null ? null : Durations.parse(path(field), value);
  }

  /** One of an enum's constants by its {@code toString}; case does not matter. */
  public <E extends Enum<E>> E oneOf(String field, Class<E> type) {
    return required(field, optionalOneOf(field, type), accepted(type));
  }

  /** As {@link #oneOf}; null where the field is absent and has no default. */
  public <E extends Enum<E>> @Nullable E optionalOneOf(String field, Class<E> type) {
    String value = optionalText(field);
    if (value == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw DefinitionException.of(path(field), value, accepted(type));
  }

  /** The mapping at {@code field}; an empty one where it is absent. */
  public YamlSection section(String field) {
    JsonNode value = stated(field);
    if (value == null) {
      return new YamlSection(path(field), node.objectNode(), schema.field(field));
    }
    if (!(value instanceof ObjectNode object)) {
      throw wrong(field, value, "a mapping");
    }
    return new YamlSection(path(field), object, schema.field(field));
  }

  /** Whether a mapping stands at {@code field}. */
  public boolean isMapping(String field) {
    return stated(field) instanceof ObjectNode;
  }

  /** Names of the fields that stand in the file, in order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Whether the field stands in the file. */
  public boolean has(String field) {
    return stated(field) != null;
  }

  /** Each item of the list at {@code field}; no item where it is absent. */
  public <T> List<T> sections(String field, Function<YamlSection, T> item) {
    List<T> items = new ArrayList<>();
    JsonNode value = list(field);
    for (int i = 0; i < value.size(); i++) {
      if (!(value.get(i) instanceof ObjectNode object)) {
        throw wrong(field + "[" + i + "]", value.get(i), "a mapping");
      }
      String itemPath = path(field) + "[" + i + "]";
      items.add(item.apply(new YamlSection(itemPath, object, schema.field(field).item())));
    }
    return items;
  }

  public List<String> texts(String field) {
    List<String> items = new ArrayList<>();
    JsonNode value = list(field);
    for (int i = 0; i < value.size(); i++) {
      if (!value.get(i).isValueNode()) {
        throw wrong(field + "[" + i + "]", value.get(i), "a text");
      }
      items.add(value.get(i).asText());
    }
    return items;
  }

  /** A text or a list of texts; at least one. */
  public List<String> alternatives(String field) {
    JsonNode value = value(field);
    List<String> texts =
        value != null && value.isArray()
            ? texts(field)
            : List.of(required(field, optionalText(field), "a text or a list of them"));
    if (texts.isEmpty()) {
      throw DefinitionException.of(path(field), "an empty list", "a text or a list of them");
    }
    return texts;
  }

  /** A mapping of names to texts, in order. */
  public Map<String, String> textMap(String field) {
    YamlSection section = section(field);
    Map<String, String> entries = new LinkedHashMap<>();
    section.node.fieldNames().forEachRemaining(name -> entries.put(name, section.text(name)));
    return entries;
  }

  /** A mapping of names to numbers, in order. */
  public Map<String, Double> numberMap(String field) {
    YamlSection section = section(field);
    Map<String, Double> entries = new LinkedHashMap<>();
    section.node.fieldNames().forEachRemaining(name -> entries.put(name, section.number(name)));
    return entries;
  }

  /**
   * Ends the reading of this section.
   *
   * @throws DefinitionException when it has a field that nothing read
   */
  public void done() {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!read.contains(field)) {
                throw new DefinitionException(
                    path(field)
                        + ": there is no such field; accepted here are "
                        + String.join(", ", read));
              }
            });
  }

  /** The field's path from the top of the file. */
  public String path(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private JsonNode list(String field) {
    JsonNode value = value(field);
    if (value == null) {
      return node.arrayNode();
    }
    if (!value.isArray()) {
      throw wrong(field, value, "a list");
    }
    return value;
  }

  /** What the file says, or else the schema's default. */
  private @Nullable JsonNode value(String field) {
    JsonNode stated = stated(field);
    return stated == null ? schema.field(field).otherwise() : stated;
  }

  private @Nullable JsonNode stated(String field) {
    schema.field(field);
    read.add(field);
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private <T> T required(String field, @Nullable T value, String accepted) {
    if (value == null) {
      throw new DefinitionException(path(field) + ": is missing; it must be " + accepted);
    }
    return value;
  }

  private DefinitionException wrong(String field, JsonNode value, String accepted) {
    return DefinitionException.of(path(field), value, accepted);
  }

  private static <E extends Enum<E>> String accepted(Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.toString());
    }
    return "one of " + String.join(", ", names);
  }
}
