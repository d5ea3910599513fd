package io.tidemark.detector.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.window.FleetFeatures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Text form of {@link ModelMetadata}: plain texts, JSON for lists, golden windows as base64 of
 * little-endian float32.
 */
final class MetadataProperties {
  private static final String PREFIX = "tidemark.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> properties;

  private MetadataProperties(Map<String, String> properties) {
    this.properties = properties;
  }

  static Map<String, String> write(ModelMetadata metadata) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(PREFIX + "contract", Integer.toString(ModelContract.VERSION));
    properties.put(PREFIX + "name", metadata.name());
    properties.put(PREFIX + "version", metadata.version());
    properties.put(PREFIX + "createdAt", metadata.createdAt().toString());
    properties.put(PREFIX + "architecture", metadata.architecture());
    properties.put(PREFIX + "features", json(metadata.features()));
    properties.put(PREFIX + "units", json(new TreeMap<>(metadata.units())));
    properties.put(PREFIX + "windowLength", Integer.toString(metadata.windowLength()));
    properties.put(PREFIX + "tick", Durations.format(metadata.tick()));
    properties.put(PREFIX + "baseline", metadata.baseline().toString());
    properties.put(PREFIX + "trainingDigest", metadata.trainingDigest());
    properties.put(PREFIX + "quantileProbabilities", json(metadata.quantiles().probabilities()));
    properties.put(PREFIX + "quantileScores", json(metadata.quantiles().scores()));
    properties.put(
        PREFIX + "goldenScores",
        json(metadata.golden().stream().map(GoldenWindow::score).toList()));
    properties.put(
        PREFIX + "goldenWindows",
        json(metadata.golden().stream().map(golden -> encode(golden.values())).toList()));
    FleetStatistics fleet = metadata.fleet();
    if (!fleet.equals(FleetStatistics.UNKNOWN)) {
      properties.put(PREFIX + "fleetError", encode(fleet.error()));
      properties.put(PREFIX + "fleetLatent", encode(fleet.latent()));
      properties.put(PREFIX + "fleetRecent", encode(fleet.recent()));
    }
    FleetFeatures fleetFeatures = metadata.fleetFeatures();
    if (fleetFeatures.size() > 0) {
      properties.put(PREFIX + "fleetWander", json(fleetFeatures.wander()));
      properties.put(PREFIX + "fleetUsualScale", json(fleetFeatures.usualScale()));
      properties.put(PREFIX + "fleetLevel", json(fleetFeatures.level()));
    }
    return properties;
  }

  static ModelMetadata read(Map<String, String> properties) {
    MetadataProperties read = new MetadataProperties(properties);
    int contract = read.integer("contract");
    if (contract != ModelContract.VERSION) {
      throw wrong("contract", Integer.toString(contract), Integer.toString(ModelContract.VERSION));
    }
    List<String> features = read.list("features", new TypeReference<>() {});
    int windowLength = read.integer("windowLength");
    long values = (long) windowLength * features.size();
    return new ModelMetadata(
        read.text("name"),
        read.text("version"),
        read.instant("createdAt"),
        read.text("architecture"),
        features,
        read.list("units", new TypeReference<Map<String, String>>() {}),
        windowLength,
        read.duration("tick"),
        read.baseline("baseline"),
        read.text("trainingDigest"),
        new ScoreQuantiles(
            read.list("quantileProbabilities", new TypeReference<List<Double>>() {}),
            read.list("quantileScores", new TypeReference<List<Double>>() {})),
        read.golden(values),
        read.fleet(),
        read.fleetFeatures());
  }

  private String text(String name) {
    String value = properties.get(PREFIX + name);
    if (value == null) {
      throw new ModelException("metadata " + PREFIX + name + " is missing");
    }
    return value;
  }

  private int integer(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException malformed) {
      throw wrong(name, text(name), "a whole number");
    }
  }

  private Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException malformed) {
      throw wrong(name, text(name), "an ISO-8601 time");
    }
  }

  private java.time.Duration duration(String name) {
    try {
      return Durations.parse(name, text(name));
    } catch (DefinitionException malformed) {
      throw wrong(name, text(name), Durations.ACCEPTED);
    }
  }

  private Baseline.Per baseline(String name) {
    try {
      return Baseline.Per.valueOf(text(name).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw wrong(name, text(name), "key or model");
    }
  }

  private <T> T list(String name, TypeReference<T> type) {
    T value;
    try {
      value = JSON.readValue(text(name), type);
    } catch (JsonProcessingException malformed) {
      throw wrong(name, text(name), "JSON");
    }
    Collection<?> values = value instanceof Map<?, ?> map ? map.values() : (Collection<?>) value;
    if (values == null || values.stream().anyMatch(Objects::isNull)) {
      throw wrong(name, text(name), "JSON without null");
    }
    return value;
  }

  private FleetStatistics fleet() {
    if (!properties.containsKey(PREFIX + "fleetError")) {
      return FleetStatistics.UNKNOWN;
    }
    return new FleetStatistics(
        decode(text("fleetError")), decode(text("fleetLatent")), decode(text("fleetRecent")));
  }

  private FleetFeatures fleetFeatures() {
    if (!properties.containsKey(PREFIX + "fleetWander")) {
      return FleetFeatures.UNKNOWN;
    }
    try {
      return new FleetFeatures(
          list("fleetWander", new TypeReference<List<Double>>() {}),
          list("fleetUsualScale", new TypeReference<List<Double>>() {}),
          list("fleetLevel", new TypeReference<List<Double>>() {}),
          List.of());
    } catch (IllegalArgumentException malformed) {
      throw new ModelException("metadata " + PREFIX + "fleet: " + malformed.getMessage());
    }
  }

  private List<GoldenWindow> golden(long values) {
    List<Double> scores = list("goldenScores", new TypeReference<List<Double>>() {});
    List<String> windows = list("goldenWindows", new TypeReference<List<String>>() {});
    if (scores.size() != windows.size()) {
      throw wrong(
          "goldenScores",
          scores.size() + " scores",
          "one for each of " + windows.size() + " windows");
    }
    List<GoldenWindow> golden = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      float[] window = decode(windows.get(i));
      if (window.length != values) {
        throw wrong(
            "goldenWindows",
            "one of " + window.length + " values",
            values + ": features times ticks of the window");
      }
      golden.add(new GoldenWindow(window, scores.get(i)));
    }
    return golden;
  }

  private static String encode(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static float[] decode(String text) {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      return values;
    } catch (IllegalArgumentException malformed) {
      throw wrong("goldenWindows and fleet", "a value", "base64");
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ModelException wrong(String name, String value, String accepted) {
    String shown = value.length() > 80 ? value.substring(0, 80) + "..." : value;
    return new ModelException(
        "metadata " + PREFIX + name + ": " + shown + " is not accepted; it must be " + accepted);
  }
}
