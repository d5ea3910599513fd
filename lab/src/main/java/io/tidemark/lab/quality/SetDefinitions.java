package io.tidemark.lab.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The definition of each set. Where a folder has one, it says how windows are cut and no more:
 * thresholds and alerts are the defaults, the same for every set. Where it has none, the definition
 * follows from the set itself: a tick for each sample, thirty to a window.
 *
 * @param folder with definitions {@code <set>.yaml}
 */
record SetDefinitions(Path folder) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final int WINDOW = 30;
  private static final int WARM_UP = 370;
  private static final int LONGEST_GAP = 20;

  /**
   * The definition of a set.
   *
   * @throws DefinitionException when it is not accepted
   */
  DetectorDefinition definition(PublicSet set) {
    Path file = folder.resolve(set.name() + ".yaml");
    ObjectNode definition = Files.exists(file) ? read(file) : derived(set);
    definition.remove(List.of("threshold", "alerts"));
    try {
      return DefinitionReader.parse(YAML.writeValueAsString(definition), folder);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    } catch (DefinitionException wrong) {
      throw new DefinitionException(
          (Files.exists(file) ? file : set.folder()) + ": " + wrong.getMessage());
    }
  }

  private static ObjectNode derived(PublicSet set) {
    String tick = set.sampling().toMillis() + "ms";
    ObjectNode definition = YAML.createObjectNode();
    definition.put("name", set.name());
    definition
        .putObject("events")
        .put("topic", set.name())
        .put("type", "SensorEvent")
        .put("key", "deviceId");
    var features = definition.putArray("features");
    set.features()
        .forEach(name -> features.addObject().put("name", name).put("from", "readings." + name));
    definition
        .putObject("window")
        .put("tick", tick)
        .put("length", WINDOW)
        .put("lateness", tick)
        .put("maxGap", LONGEST_GAP);
    definition.putObject("baseline").put("warmup", WARM_UP);
    definition.putObject("model").put("path", set.name() + ".onnx");
    return definition;
  }

  private static ObjectNode read(Path file) {
    try {
      if (YAML.readTree(file.toFile()) instanceof ObjectNode fields) {
        return fields;
      }
      throw new DefinitionException(file + ": is no definition that quality can use");
    } catch (IOException unreadable) {
      throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(unreadable));
    }
  }
}
