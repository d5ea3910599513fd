package io.tidemark.export.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The shipped definitions with one set of options for all of them: what a definition says of its
 * own scores, threshold and alerts gives way to {@code quality.yaml} beside it.
 *
 * @param folder with {@code quality.yaml} and a definition {@code <set>.yaml} for each set
 */
record SharedOptions(Path folder) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String SHARED = "quality.yaml";

  /** What decides over scores and alarms; all of it is the same for every set. */
  private static final List<String> FIELDS =
      List.of("score", "calibration", "smoothing", "detrend", "threshold", "alerts");

  /**
   * The definition of a set.
   *
   * @throws DefinitionException when there is none or it is not accepted
   */
  DetectorDefinition definition(String set) {
    ObjectNode definition = read(folder.resolve(set + ".yaml"));
    ObjectNode shared = read(folder.resolve(SHARED));
    definition.remove(FIELDS);
    shared
        .properties()
        .forEach(
            field -> {
              if (!FIELDS.contains(field.getKey())) {
                throw DefinitionException.of(
                    folder.resolve(SHARED) + ": field", field.getKey(), "one of " + FIELDS);
              }
              definition.set(field.getKey(), field.getValue());
            });
    try {
      return DefinitionReader.parse(YAML.writeValueAsString(definition), folder);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    } catch (DefinitionException wrong) {
      throw new DefinitionException(
          folder.resolve(set + ".yaml") + " with " + SHARED + ": " + wrong.getMessage());
    }
  }

  private static ObjectNode read(Path file) {
    try {
      if (Files.exists(file) && YAML.readTree(file.toFile()) instanceof ObjectNode fields) {
        return fields;
      }
      throw new DefinitionException(file + ": is no definition that quality can use");
    } catch (IOException unreadable) {
      throw new DefinitionException(file + ": cannot be read: " + unreadable.getMessage());
    }
  }
}
