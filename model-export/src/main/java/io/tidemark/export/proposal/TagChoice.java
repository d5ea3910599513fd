package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which texts of the events say where a key is, so that its alerts carry them. */
final class TagChoice {
  private static final int MOST_TAGS = 5;
  private static final int MOST_VALUES = 50;

  private TagChoice() {}

  /** Texts that are the same in all events of a key and differ between keys: paths by name. */
  static ObjectNode of(List<SampledEvent> sampled, KeyChoice key, TimeChoice time) {
    Map<String, Map<String, String>> values = new LinkedHashMap<>();
    Set<String> varying = new HashSet<>();
    for (SampledEvent event : sampled) {
      String of = String.valueOf(key.of(event));
      event
          .leaves()
          .forEach(
              (path, leaf) -> {
                if (leaf.isTextual()) {
                  String before =
                      values
                          .computeIfAbsent(path, p -> new LinkedHashMap<>())
                          .putIfAbsent(of, leaf.asText());
                  if (before != null && !before.equals(leaf.asText())) {
                    varying.add(path);
                  }
                }
              });
    }
    ObjectNode tags = JsonNodeFactory.instance.objectNode();
    values.forEach(
        (path, ofKeys) -> {
          long distinct = ofKeys.values().stream().distinct().count();
          boolean tag =
              !path.startsWith("@")
                  && !varying.contains(path)
                  && !key.paths().contains(path)
                  && !path.equals(time.path())
                  && distinct >= 2
                  && distinct <= MOST_VALUES
                  && distinct * 2 <= ofKeys.size();
          String name = Names.of(path, Map.of());
          if (tag && tags.size() < MOST_TAGS && !tags.has(name)) {
            tags.put(name, path);
          }
        });
    return tags;
  }
}
