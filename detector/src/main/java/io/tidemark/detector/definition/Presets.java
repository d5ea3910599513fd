package io.tidemark.detector.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Mappings of what well-known programs write, as files beside this class's package. A definition
 * that names one in {@code events.preset} starts from it: what it says itself counts, field by
 * field; a feature of a preset's name takes from it what it leaves out, and without any features it
 * has all of the preset's.
 */
public final class Presets {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String EVENTS = "events";
  private static final String FEATURES = "features";
  private static final String PRESET = "preset";

  /** Names of all there are. */
  public static final List<String> NAMES =
      List.of(
          "aws-iot",
          "azure-iot-hub",
          "chirpstack",
          "debezium",
          "goflow2",
          "home-assistant",
          "otlp-metrics",
          "pmacct",
          "prometheus",
          "sparkplug",
          "suricata-flow",
          "tasmota",
          "telegraf",
          "ttn",
          "zeek-conn",
          "zigbee2mqtt");

  private Presets() {}

  /**
   * Puts what a definition's preset says to what it says itself.
   *
   * @throws DefinitionException when there is no such preset
   */
  static void apply(ObjectNode definition) {
    if (!(definition.get(EVENTS) instanceof ObjectNode events) || !events.has(PRESET)) {
      return;
    }
    String name = events.remove(PRESET).asText();
    if (!NAMES.contains(name)) {
      throw DefinitionException.of("events.preset", "'" + name + "'", "one of " + NAMES);
    }
    JsonNode preset = read(name);
    ObjectNode merged = preset.get(EVENTS).deepCopy();
    merged.setAll(events);
    definition.set(EVENTS, merged);
    JsonNode features = preset.path(FEATURES);
    if (!definition.has(FEATURES)) {
      definition.set(FEATURES, features.isArray() ? features : definition.arrayNode());
    } else if (definition.get(FEATURES) instanceof ArrayNode own) {
      for (int i = 0; i < own.size(); i++) {
        own.set(i, feature(own.get(i), features));
      }
    }
  }

  /**
   * What a preset's file says: {@code events}, {@code features}, and {@code measurements}, the
   * paths under which users of the program name their own values.
   *
   * @param name one of {@link #NAMES}
   */
  public static JsonNode mapping(String name) {
    return read(name);
  }

  private static JsonNode feature(JsonNode own, JsonNode features) {
    for (JsonNode feature : features) {
      if (own instanceof ObjectNode said && feature.path("name").equals(own.path("name"))) {
        ObjectNode merged = feature.deepCopy();
        merged.setAll(said);
        return merged;
      }
    }
    return own;
  }

  private static JsonNode read(String name) {
    String file = "/io/tidemark/detector/preset/" + name + ".yaml";
    try (InputStream in = Presets.class.getResourceAsStream(file)) {
      return YAML.readTree(Objects.requireNonNull(in, file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
