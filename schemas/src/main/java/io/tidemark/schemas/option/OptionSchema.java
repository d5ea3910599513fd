package io.tidemark.schemas.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema of a file that people write, or the part of it that describes one field. The schema
 * is the only declaration of a field: readers take defaults from it, and the documentation its
 * tables.
 */
public final class OptionSchema {
  private final JsonNode root;
  private final JsonNode node;

  private OptionSchema(JsonNode root, JsonNode node) {
    this.root = root;
    this.node = node;
  }

  /** The schema in a resource beside {@code owner}. */
  public static OptionSchema load(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      JsonNode root = new ObjectMapper().readTree(Objects.requireNonNull(in, resource));
      return new OptionSchema(root, root);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The schema of a field of this mapping.
   *
   * @throws IllegalStateException when the schema does not declare it: a mistake in the reader
   */
  public OptionSchema field(String name) {
    JsonNode found = property(node, name);
    if (found == null) {
      found = anyProperty(node);
    }
    if (found == null) {
      throw new IllegalStateException("the schema declares no field " + name);
    }
    return new OptionSchema(root, found);
  }

  /** The schema of an item of this list. */
  public OptionSchema item() {
    JsonNode items = node.path("items");
    if (!items.isObject()) {
      throw new IllegalStateException("the schema declares no list");
    }
    return new OptionSchema(root, items);
  }

  /** What counts where the field is absent; null where nothing does. */
  public @Nullable JsonNode otherwise() {
    return otherwise(node);
  }

  private @Nullable JsonNode otherwise(JsonNode schema) {
    if (schema.has("default")) {
      return schema.get("default");
    }
    return schema.has("$ref") ? otherwise(target(schema)) : null;
  }

  private @Nullable JsonNode property(JsonNode schema, String name) {
    JsonNode own = schema.path("properties").get(name);
    if (own != null) {
      return own;
    }
    for (JsonNode part : parts(schema)) {
      JsonNode found = property(part, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The schema of each field of a mapping whose names are free. */
  private @Nullable JsonNode anyProperty(JsonNode schema) {
    if (schema.path("additionalProperties").isObject()) {
      return schema.get("additionalProperties");
    }
    for (JsonNode part : parts(schema)) {
      JsonNode found = anyProperty(part);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The schemas that may take a schema's place. */
  private List<JsonNode> parts(JsonNode schema) {
    List<JsonNode> parts = new ArrayList<>();
    if (schema.has("$ref")) {
      parts.add(target(schema));
    }
    schema.path("oneOf").forEach(parts::add);
    schema.path("anyOf").forEach(parts::add);
    return parts;
  }

  private JsonNode target(JsonNode schema) {
    return root.requiredAt(schema.get("$ref").asText().substring(1));
  }
}
