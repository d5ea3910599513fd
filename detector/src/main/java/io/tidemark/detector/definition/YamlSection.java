package io.tidemark.detector.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * path. Call {@link #done} last: it rejects fields that nothing read.
 */
public final class YamlSection {
  private final String path;
  private final ObjectNode node;
  private final Set<String> read = new LinkedHashSet<>();

  YamlSection(String path, ObjectNode node) {
    this.path = path;
    this.node = node;
  }

  /** The mapping itself. */
  ObjectNode node() {
    return node;
  }

  public String text(String field) {
    return required(field, text(field, null), "a text");
  }

  public @Nullable String text(String field, @Nullable String otherwise) {
    JsonNode value = get(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isValueNode()) {
      throw wrong(field, value, "a text");
    }
    return value.asText();
  }

  public int integer(String field, int otherwise) {
    JsonNode value = get(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(field, value, "a whole number");
    }
    return value.intValue();
  }

  public double number(String field, double otherwise) {
    JsonNode value = get(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw wrong(field, value, "a number");
    }
    return value.doubleValue();
  }

  public boolean bool(String field, boolean otherwise) {
    JsonNode value = get(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(field, value, "true or false");
    }
    return value.booleanValue();
  }

  public Duration duration(String field) {
    return required(field, duration(field, null), Durations.ACCEPTED);
  }

  public @Nullable Duration duration(String field, @Nullable Duration otherwise) {
    String value = text(field, null);
    return value == null ? otherwise : Durations.parse(path(field), value);
  }

  /** One of an enum's constants by its {@code toString}; case does not matter. */
  public <E extends Enum<E>> E oneOf(String field, Class<E> type, @Nullable E otherwise) {
    String value = text(field, null);
    if (value == null) {
      return required(field, otherwise, accepted(type));
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
    JsonNode value = get(field);
    if (value == null) {
      return new YamlSection(path(field), node.objectNode());
    }
    if (!(value instanceof ObjectNode object)) {
      throw wrong(field, value, "a mapping");
    }
    return new YamlSection(path(field), object);
  }

  /** Whether a mapping stands at {@code field}. */
  public boolean isMapping(String field) {
    return get(field) instanceof ObjectNode;
  }

  /** Names of the fields that stand in the file, in order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  public boolean has(String field) {
    return get(field) != null;
  }

  /** Each item of the list at {@code field}; no item where it is absent. */
  public <T> List<T> sections(String field, Function<YamlSection, T> item) {
    List<T> items = new ArrayList<>();
    JsonNode value = list(field);
    for (int i = 0; i < value.size(); i++) {
      if (!(value.get(i) instanceof ObjectNode object)) {
        throw wrong(field + "[" + i + "]", value.get(i), "a mapping");
      }
      items.add(item.apply(new YamlSection(path(field) + "[" + i + "]", object)));
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
    JsonNode value = get(field);
    List<String> texts =
        value != null && value.isArray()
            ? texts(field)
            : List.of(required(field, text(field, null), "a text or a list of them"));
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
    section.node.fieldNames().forEachRemaining(name -> entries.put(name, section.number(name, 0)));
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
    JsonNode value = get(field);
    if (value == null) {
      return node.arrayNode();
    }
    if (!value.isArray()) {
      throw wrong(field, value, "a list");
    }
    return value;
  }

  private @Nullable JsonNode get(String field) {
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
