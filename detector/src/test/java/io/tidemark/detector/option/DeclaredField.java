package io.tidemark.detector.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A field that a JSON Schema declares.
 *
 * @param path such as {@code features[].name}
 * @param schema its schema, with what it refers to in place of references
 */
public record DeclaredField(String path, JsonNode schema) {
  private static final String DEFAULT = "default";

  /** All fields of the schema in a resource beside {@code owner}, in its order. */
  public static List<DeclaredField> of(Class<?> owner, String resource) {
    JsonNode root = read(owner, resource);
    Map<String, DeclaredField> fields = new LinkedHashMap<>();
    collect("", resolved(root, root), fields);
    return List.copyOf(fields.values());
  }

  /** The schema in a resource beside {@code owner}. */
  public static JsonNode read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, resource));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void collect(String path, JsonNode mapping, Map<String, DeclaredField> fields) {
    for (JsonNode variant : variants(mapping)) {
      variant
          .path("properties")
          .fields()
          .forEachRemaining(
              entry -> {
                String name = (path.isEmpty() ? "" : path + ".") + entry.getKey();
                DeclaredField field = new DeclaredField(name, entry.getValue());
                if (field.isShown()) {
                  fields.putIfAbsent(name, field);
                }
                collect(name, entry.getValue(), fields);
                collect(name + "[]", entry.getValue().path("items"), fields);
              });
    }
  }

  /** Whether it has a value of its own: a mapping of further fields has none, unless described. */
  private boolean isShown() {
    boolean mapping = variants(schema).stream().anyMatch(variant -> variant.has("properties"));
    boolean list = schema.path("items").has("properties");
    return schema.has("description") || !(mapping || list);
  }

  private static List<JsonNode> variants(JsonNode schema) {
    List<JsonNode> variants = new ArrayList<>(List.of(schema));
    schema.path("oneOf").forEach(variants::add);
    if (!schema.has("properties")) {
      schema.path("anyOf").forEach(variants::add); // else conditions on the fields
    }
    return variants;
  }

  private static JsonNode resolved(JsonNode root, JsonNode schema) {
    if (schema.isArray()) {
      var items = new ObjectMapper().createArrayNode();
      schema.forEach(item -> items.add(resolved(root, item)));
      return items;
    }
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode result = new ObjectMapper().createObjectNode();
    if (schema.has("$ref")) {
      JsonNode target = root.at(schema.get("$ref").asText().substring(1));
      result.setAll((ObjectNode) resolved(root, target));
    }
    schema
        .fields()
        .forEachRemaining(
            entry -> {
              if (!entry.getKey().startsWith("$")) {
                result.set(entry.getKey(), resolved(root, entry.getValue()));
              }
            });
    return result;
  }

  /** The default value; null where there is none. */
  public @Nullable JsonNode otherwise() {
    return schema.get(DEFAULT);
  }

  /** The default as it is pinned; words about a value that there is must say it. */
  String pinned() {
    String value = schema.has(DEFAULT) ? schema.get(DEFAULT).toString() : "";
    String words = schema.has("x-default") ? "(" + schema.get("x-default").asText() + ")" : "";
    if (!value.isEmpty() && !words.isEmpty() && !words.contains(text(DEFAULT))) {
      throw new IllegalStateException(path + ": x-default does not say the default " + value);
    }
    return path + " = " + (value + " " + words).strip();
  }

  /** Whether anything counts where the field is absent. */
  boolean hasDefault() {
    return schema.has(DEFAULT) || schema.has("x-default");
  }

  /** Its row of a table. */
  String row() {
    String more = schema.has("x-more") ? " [More](%s).".formatted(text("x-more")) : "";
    String otherwise =
        schema.has("x-default") || !schema.has(DEFAULT)
            ? schema.path("x-default").asText()
            : "`" + text(DEFAULT) + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(path, accepted(schema, range(schema)), otherwise, text("description") + more)
        .replace("|  |", "| |");
  }

  private String text(String keyword) {
    return Objects.requireNonNull(schema.get(keyword), path + ": " + keyword).asText();
  }

  private static String accepted(JsonNode schema, String durations) {
    if (schema.has("x-accepts")) {
      return schema.get("x-accepts").asText();
    }
    if (schema.has("pattern") && schema.get("pattern").asText().contains("ms|s|m|h|d")) {
      return durations;
    }
    if (schema.has("const")) {
      return "`" + schema.get("const").asText() + "`";
    }
    if (schema.has("enum")) {
      Set<String> values = new LinkedHashSet<>();
      schema.get("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      if (values.contains("`off`")) {
        values.remove("`false`"); // the same to YAML
      }
      return String.join(", ", values);
    }
    List<JsonNode> variants = variants(schema);
    if (variants.size() > 1) {
      return variants.stream()
          .skip(1)
          .map(variant -> accepted(variant, durations))
          .collect(Collectors.joining(", "));
    }
    return switch (schema.path("type").asText()) {
      case "boolean" -> "`true`, `false`";
      case "integer" -> schema.has("minimum") ? numbers(schema) : "whole number";
      case "number" -> schema.has("minimum") ? numbers(schema) : "number";
      case "string" -> "text";
      case "array" -> "list";
      default -> "mapping";
    };
  }

  private static String range(JsonNode schema) {
    return schema.has("x-minimum")
        ? schema.get("x-minimum").asText() + " to " + schema.get("x-maximum").asText()
        : "duration";
  }

  private static String numbers(JsonNode schema) {
    String from = schema.get("minimum").decimalValue().toPlainString();
    return schema.has("maximum")
        ? from + " to " + schema.get("maximum").decimalValue().toPlainString()
        : from + " or more";
  }
}
