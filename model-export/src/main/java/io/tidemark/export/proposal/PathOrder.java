package io.tidemark.export.proposal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which records have their fields. A path that only some events have comes after the
 * one that precedes it in the first of them.
 */
final class PathOrder {
  /** Before the first path and after the last one. */
  private static final String ENDS = "";

  private final Map<String, String> next = new HashMap<>(Map.of(ENDS, ENDS));

  private PathOrder() {}

  static List<String> of(List<SampledEvent> events) {
    PathOrder order = new PathOrder();
    events.forEach(order::add);
    return order.paths();
  }

  private void add(SampledEvent event) {
    String last = ENDS;
    for (String path : event.leaves().keySet()) {
      if (!next.containsKey(path)) {
        next.put(path, after(last));
        next.put(last, path);
      }
      last = path;
    }
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (String path = after(ENDS); !path.equals(ENDS); path = after(path)) {
      paths.add(path);
    }
    return paths;
  }

  private String after(String path) {
    return next.getOrDefault(path, ENDS);
  }
}
