package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.tidemark.detector.definition.Condition;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.KeyRule;
import io.tidemark.detector.definition.Presets;
import io.tidemark.detector.definition.TimeRule;
import io.tidemark.schemas.wire.TimeFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of a well-known program, held against sampled records.
 *
 * @param name of the preset
 * @param events its {@code events}
 * @param features its {@code features}
 * @param measurements where the measurements lie that each user names as he likes: paths, or
 *     beginnings of paths; empty where the features are all there is
 * @param selection the same as the job reads it
 */
record Mapping(
    String name,
    ObjectNode events,
    List<JsonNode> features,
    List<String> measurements,
    EventSelection selection) {

  static List<Mapping> all() {
    return Presets.NAMES.stream().map(Mapping::of).toList();
  }

  private static Mapping of(String name) {
    JsonNode preset = Presets.mapping(name);
    ObjectNode events = preset.get("events").deepCopy();
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    definition.put("name", name.replace("-", "_"));
    ObjectNode complete = events.deepCopy();
    complete.put("topic", "t");
    if (!complete.has("key")) {
      complete.put("key", "@key");
    }
    definition.set("events", complete);
    definition.putArray("features").addObject().put("name", "n").put("aggregate", "count");
    definition.putObject("window").put("tick", "1s");
    DetectorDefinition read = DefinitionReader.parse(definition.toString(), Path.of("/"));
    List<JsonNode> features = new ArrayList<>();
    preset.path("features").forEach(features::add);
    List<String> measurements = new ArrayList<>();
    preset.path("measurements").forEach(path -> measurements.add(path.asText()));
    return new Mapping(name, events, features, measurements, read.events());
  }

  boolean hasKey() {
    return events.has("key");
  }

  /** Whether a path is one of the measurements that each user names as he likes. */
  boolean measures(String path) {
    return measurements.stream()
        .anyMatch(
            start ->
                path.equals(start) || path.startsWith(start + ".") || path.startsWith(start + "["));
  }

  /** Whether the mapping reads a key, a time and a value from an event. */
  boolean reads(SampledEvent event) {
    return fits(event) && hasValue(event);
  }

  /** Whether an event is one that the mapping is for, whatever it measures. */
  boolean fits(SampledEvent event) {
    return holds(event) && hasTime(event) && (!hasKey() || key(event));
  }

  private boolean holds(SampledEvent event) {
    for (Map.Entry<String, Condition> condition : selection.where().entrySet()) {
      JsonNode leaf = event.leaves().get(condition.getKey());
      boolean present = leaf != null || hasBelow(event, condition.getKey());
      if (!condition.getValue().holds(present, leaf == null ? null : leaf.asText())) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasBelow(SampledEvent event, String path) {
    return event.leaves().keySet().stream()
        .anyMatch(other -> other.startsWith(path + ".") || other.startsWith(path + "["));
  }

  private boolean key(SampledEvent event) {
    KeyRule rule = selection.key();
    for (String path : rule.from()) {
      JsonNode leaf = event.leaf(path);
      if (!leaf.isMissingNode()) {
        return rule.regex() == null || Pattern.compile(rule.regex()).matcher(leaf.asText()).find();
      }
    }
    return false;
  }

  private boolean hasTime(SampledEvent event) {
    TimeRule rule = selection.time();
    return rule.from().isEmpty()
        || rule.from().stream()
            .anyMatch(
                path ->
                    event.leaf(path) != null
                        && new TimeChoice(path, format(rule), rule.zone(), Set.of(), null)
                            .micros(event)
                            .isPresent());
  }

  private boolean hasValue(SampledEvent event) {
    for (JsonNode feature : features) {
      JsonNode from = feature.path("from");
      if (from.isTextual() && event.leaves().containsKey(from.asText())) {
        return true;
      }
      for (JsonNode path : from) {
        if (event.leaves().containsKey(path.asText())) {
          return true;
        }
      }
    }
    return event.leaves().keySet().stream().anyMatch(this::measures);
  }

  private static @Nullable TimeFormat format(TimeRule rule) {
    return rule.format();
  }

  /** The time as the mapping has it, by the path that most events have. */
  TimeChoice time(List<SampledEvent> sampled) {
    TimeRule rule = selection.time();
    String path = commonest(rule.from(), sampled);
    return new TimeChoice(path, rule.format(), rule.zone(), new HashSet<>(rule.from()), null);
  }

  /** The key as the mapping has it, by the path that most events have. */
  KeyChoice key(List<SampledEvent> sampled) {
    KeyRule rule = selection.key();
    String path = rule.separator() == null ? commonest(rule.from(), sampled) : null;
    return new KeyChoice(path == null ? rule.from() : List.of(path), null);
  }

  private static @Nullable String commonest(List<String> paths, List<SampledEvent> sampled) {
    String best = null;
    long most = -1;
    for (String path : paths) {
      long having = sampled.stream().filter(e -> e.leaves().containsKey(path)).count();
      if (having > most) {
        most = having;
        best = path;
      }
    }
    return best;
  }
}
