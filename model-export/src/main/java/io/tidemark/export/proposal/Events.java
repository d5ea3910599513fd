package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.detector.definition.FieldPath;
import io.tidemark.detector.definition.Unnesting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cuts sampled records into events, as {@code events.each} of a definition does. */
final class Events {
  private static final int MOST_OF_A_RECORD = 1_000;

  private final List<Unnesting> each;
  private final boolean topics;

  /**
   * @param each lists whose elements are events, from the outermost
   * @param topics whether records come of several topics, which may tell keys apart
   */
  Events(List<Unnesting> each, boolean topics) {
    this.each = each;
    this.topics = topics;
  }

  List<SampledEvent> of(List<SampledRecord> records) {
    List<SampledEvent> events = new ArrayList<>();
    records.forEach(record -> add(record, events));
    return events;
  }

  private void add(SampledRecord sampled, List<SampledEvent> events) {
    Set<JsonNode> unnested = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Map<String, JsonNode>> rows = new ArrayList<>();
    Map<String, JsonNode> top = new LinkedHashMap<>();
    top.put("", sampled.tree());
    bind(top, 0, unnested, rows);
    for (Map<String, JsonNode> row : rows) {
      Map<String, JsonNode> leaves = metadata(sampled);
      row.forEach((name, node) -> leaves.putAll(Leaves.of(name, node, unnested)));
      events.add(new SampledEvent(sampled.record(), leaves));
    }
  }

  /** Binds the name of each list to its elements, one after the other. */
  private void bind(
      Map<String, JsonNode> bound,
      int depth,
      Set<JsonNode> unnested,
      List<Map<String, JsonNode>> rows) {
    if (depth == each.size()) {
      if (rows.size() < MOST_OF_A_RECORD) {
        rows.add(new LinkedHashMap<>(bound));
      }
      return;
    }
    Unnesting list = each.get(depth);
    for (String from : list.from()) {
      List<JsonNode> elements = elements(bound, from, unnested);
      for (JsonNode element : elements) {
        bound.put(list.name(), element);
        bind(bound, depth + 1, unnested, rows);
        bound.remove(list.name());
      }
      if (!elements.isEmpty()) {
        return;
      }
    }
  }

  private static List<JsonNode> elements(
      Map<String, JsonNode> bound, String from, Set<JsonNode> unnested) {
    List<FieldPath.Step> steps = FieldPath.parse("events.each", from).steps();
    boolean relative =
        steps.get(0) instanceof FieldPath.Field first && bound.containsKey(first.name());
    JsonNode start = relative ? bound.get(((FieldPath.Field) steps.get(0)).name()) : bound.get("");
    List<JsonNode> found = new ArrayList<>();
    if (start != null) {
      walk(start, steps.subList(relative ? 1 : 0, steps.size()), unnested, found);
    }
    return found;
  }

  private static void walk(
      JsonNode node, List<FieldPath.Step> steps, Set<JsonNode> unnested, List<JsonNode> found) {
    if (steps.isEmpty()) {
      found.add(node);
      return;
    }
    List<FieldPath.Step> rest = steps.subList(1, steps.size());
    if (steps.get(0) instanceof FieldPath.Field field && node.has(field.name())) {
      walk(node.get(field.name()), rest, unnested, found);
    } else if (steps.get(0) instanceof FieldPath.Every && node instanceof ArrayNode list) {
      unnested.add(list);
      list.forEach(element -> walk(element, rest, unnested, found));
    } else if (steps.get(0) instanceof FieldPath.Element element && node.has(element.index())) {
      walk(node.get(element.index()), rest, unnested, found);
    }
  }

  private Map<String, JsonNode> metadata(SampledRecord sampled) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    byte[] key = sampled.record().key();
    if (key != null) {
      leaves.put(
          "@key", JsonNodeFactory.instance.textNode(new String(key, StandardCharsets.UTF_8)));
    }
    if (topics) {
      leaves.put("@topic", JsonNodeFactory.instance.textNode(sampled.record().topic()));
    }
    return leaves;
  }
}
