package io.tidemark.detector.option;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a reader and a JSON Schema agree about a field. A field may need others beside it, so
 * each check holds when it holds for one of several files.
 *
 * @param schema of the files
 * @param reader of a file's text
 * @param files that are accepted
 */
public record OptionContract(
    JsonSchema schema, Function<String, Object> reader, List<String> files) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** For maps whose names are free; a feature in the files. */
  private static final String ANY_NAME = "current";

  /** A validator of a schema that has this project's own keywords. */
  public static JsonSchema validator(JsonNode schema) {
    JsonMetaSchema.Builder keywords = JsonMetaSchema.builder(JsonMetaSchema.getV202012());
    Stream.of("x-accepts", "x-default", "x-maximum", "x-minimum", "x-more")
        .map(NonValidationKeyword::new)
        .forEach(keywords::keyword);
    return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
        .metaSchema(keywords.build())
        .build()
        .getSchema(schema);
  }

  /** Both accept every file. */
  void checkFiles() {
    for (String file : files) {
      assertThat(schema.validate(tree(file))).isEmpty();
      assertThat(reader.apply(file)).isNotNull();
    }
  }

  /** Both know the field: they refuse a value that no field has. */
  void checkKnown(DeclaredField field) {
    JsonNode nonsense = NODES.arrayNode().add(NODES.arrayNode());
    refused(field.path(), nonsense, true);
  }

  /** Both have the same range. */
  void checkRange(DeclaredField field) {
    JsonNode value = field.schema();
    String path = field.path();
    if (value.path("additionalProperties").has("minimum")) {
      value = value.get("additionalProperties");
      path = path + "." + ANY_NAME;
    }
    boolean whole = "integer".equals(value.path("type").asText());
    if (value.has("minimum")) {
      accepted(path, value.get("minimum"));
      refused(path, below(value.get("minimum"), whole), true);
    }
    if (value.has("maximum")) {
      accepted(path, value.get("maximum"));
      refused(path, above(value.get("maximum"), whole), true);
    }
    if (value.has("x-minimum")) {
      Duration least = Durations.parse(path, value.get("x-minimum").asText());
      Duration most = Durations.parse(path, value.get("x-maximum").asText());
      accepted(path, value.get("x-minimum"));
      accepted(path, value.get("x-maximum"));
      // A schema has no keyword for the range of a duration.
      refused(path, NODES.textNode(Durations.format(least.minusMillis(1))), false);
      refused(path, NODES.textNode(Durations.format(most.plusMillis(1))), false);
    }
  }

  /** The reader knows the schema's names, although some require other fields; no other name. */
  void checkNames(DeclaredField field) {
    for (JsonNode name : field.schema().path("enum")) {
      assertThat(files)
          .as("%s: %s is known", field.path(), name)
          .anySatisfy(
              file ->
                  assertThat(
                          String.valueOf(refusal(with(file, field.path(), name)))
                              .replace("[0]", "[]"))
                      .doesNotStartWith(field.path()));
    }
    refused(field.path(), NODES.textNode("no-such-name"), true);
  }

  /** To write the default into a file changes nothing. */
  void checkDefault(DeclaredField field) {
    JsonNode otherwise = field.otherwise();
    List<String> differences = new ArrayList<>();
    for (String file : files) {
      String without = with(file, field.path(), null);
      String with = with(file, field.path(), otherwise);
      try {
        Object expected = reader.apply(without);
        Object actual = reader.apply(with);
        if (expected.equals(actual)) {
          return;
        }
        differences.add(with);
      } catch (DefinitionException needsMore) {
        differences.add(needsMore.getMessage());
      }
    }
    assertThat(differences).as("%s: %s is the default", field.path(), otherwise).isEmpty();
  }

  private void accepted(String path, JsonNode value) {
    List<String> refusals = new ArrayList<>();
    for (String file : files) {
      String changed = with(file, path, value);
      String refusal = refusal(changed);
      if (refusal == null) {
        assertThat(schema.validate(tree(changed))).as("%s: %s", path, value).isEmpty();
        return;
      }
      refusals.add(refusal);
    }
    assertThat(refusals).as("%s: %s is accepted", path, value).isEmpty();
  }

  private void refused(String path, JsonNode value, boolean bySchema) {
    String named = path.replace("[]", "[0]");
    String unindexed = path.replace("[]", "");
    List<String> messages = new ArrayList<>();
    for (String file : files) {
      String changed = with(file, path, value);
      if (bySchema) {
        assertThat(schema.validate(tree(changed))).as("%s: %s", path, value).isNotEmpty();
      }
      String message = refusal(changed);
      assertThat(message).as("%s: %s is refused", path, value).isNotNull();
      messages.add(String.valueOf(message));
    }
    boolean reported =
        messages.stream()
            .filter(message -> message.startsWith(named) || message.startsWith(unindexed))
            .anyMatch(message -> !message.contains("no such field"));
    assertThat(reported).as("%s: %s is named in one of %s", path, value, messages).isTrue();
  }

  /** Why the reader refuses a file; null where it accepts it. */
  private @Nullable String refusal(String file) {
    try {
      assertThat(reader.apply(file)).isNotNull();
      return null;
    } catch (DefinitionException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static JsonNode below(JsonNode limit, boolean whole) {
    return whole
        ? NODES.numberNode(limit.longValue() - 1)
        : NODES.numberNode(Math.nextDown(limit.doubleValue()));
  }

  private static JsonNode above(JsonNode limit, boolean whole) {
    return whole
        ? NODES.numberNode(limit.longValue() + 1)
        : NODES.numberNode(Math.nextUp(limit.doubleValue()));
  }

  /**
   * A file with another value of a field; null: without it, but with the mapping that it belongs
   * to.
   */
  private static String with(String file, String path, @Nullable JsonNode value) {
    ObjectNode top = (ObjectNode) tree(file);
    ObjectNode at = top;
    String[] steps = path.split("\\.");
    for (int i = 0; i < steps.length - 1; i++) {
      at = step(at, steps[i]);
    }
    String last = steps[steps.length - 1];
    if (value == null) {
      at.remove(last);
    } else {
      at.set(last, value);
    }
    try {
      return YAML.writeValueAsString(top);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static ObjectNode step(ObjectNode at, String name) {
    if (name.endsWith("[]")) {
      ArrayNode items = at.withArray(name.substring(0, name.length() - 2));
      return (ObjectNode) (items.isEmpty() ? items.addObject() : items.get(0));
    }
    return at.get(name) instanceof ObjectNode there ? there : at.putObject(name);
  }

  private static JsonNode tree(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
