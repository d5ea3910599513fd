package io.tidemark.detector.mapping;

import io.tidemark.detector.tick.Tags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the tags of an event. What is no text or number is no tag, and no reason to refuse it. */
final class TagReader {
  private final Map<String, List<ValueRef>> tags = new LinkedHashMap<>();

  TagReader(PathPlan plan, Map<String, List<String>> paths) {
    paths.forEach(
        (name, from) ->
            tags.put(
                name,
                from.stream().map(path -> plan.value("events.tags." + name, path, true)).toList()));
  }

  List<List<ValueRef>> paths() {
    return new ArrayList<>(tags.values());
  }

  /** Values by name; of those that the event has. */
  Map<String, String> read(Row row) {
    if (tags.isEmpty()) {
      return Map.of();
    }
    Map<String, String> found = new LinkedHashMap<>();
    tags.forEach(
        (name, from) -> {
          ValueRef value = row.first(from);
          String text = value == null ? null : row.text(value);
          if (text != null) {
            found.put(name, Tags.cut(text));
          }
        });
    return Collections.unmodifiableMap(found);
  }
}
