package io.tidemark.detector.definition;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.schemas.FileFailure;
import io.tidemark.schemas.option.OptionSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Opens a YAML file whose top is a mapping. */
public final class YamlFile {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private YamlFile() {}

  /**
   * Reads a file by {@code reading}, which takes every field of the top mapping; what it leaves is
   * an error.
   *
   * @param schema declares the fields
   * @throws DefinitionException when the file cannot be read or its content is not accepted; the
   *     message starts with the file's name
   */
  public static <T> T read(Path file, OptionSchema schema, Function<YamlSection, T> reading) {
    try {
      return parse(Files.readString(file), schema, reading);
    } catch (IOException unreadable) {
      throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(unreadable));
    } catch (DefinitionException wrong) {
      throw new DefinitionException(file + ": " + wrong.getMessage());
    }
  }

  /** As {@link #read}, from a text. */
  public static <T> T parse(String yaml, OptionSchema schema, Function<YamlSection, T> reading) {
    JsonNode top;
    try {
      top = YAML.readTree(yaml);
    } catch (JsonProcessingException malformed) {
      JsonLocation at = malformed.getLocation();
      String line = at == null ? "" : "line " + at.getLineNr() + ": ";
      throw new DefinitionException(
          line + "is not YAML: " + firstLine(malformed.getOriginalMessage()));
    }
    if (!(top instanceof ObjectNode object)) {
      throw new DefinitionException("the file must be a YAML mapping");
    }
    YamlSection section = new YamlSection("", object, schema);
    T result = reading.apply(section);
    section.done();
    return result;
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
