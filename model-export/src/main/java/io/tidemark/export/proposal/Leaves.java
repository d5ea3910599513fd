package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidemark.detector.definition.FieldPath;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The scalar values of a tree, each under the path by which a definition finds it. */
final class Leaves {
  private static final int MOST = 500;
  private static final int DEEPEST = 12;
  private static final int MOST_ELEMENTS = 64;
  private static final int MOST_POSITIONS = 4;
  private static final int LONGEST_NAME = 60;

  /** Fields that distinguish the elements of a list, such as {@code key} in OTLP. */
  private static final List<String> LABELS =
      List.of("key", "name", "metric", "id", "type", "device", "dev", "sensor", "label", "channel");

  private final Set<JsonNode> without;
  private final Map<String, JsonNode> found = new LinkedHashMap<>();

  private Leaves(Set<JsonNode> without) {
    this.without = without;
  }

  /**
   * Collects the leaves of a tree.
   *
   * @param prefix path of the tree itself, empty for a whole record
   * @param without lists that are left out, by identity
   */
  static Map<String, JsonNode> of(String prefix, JsonNode tree, Set<JsonNode> without) {
    Leaves leaves = new Leaves(without);
    leaves.walk(prefix, tree, 0);
    return leaves.found;
  }

  private void walk(String path, JsonNode node, int depth) {
    if (found.size() >= MOST || depth > DEEPEST) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  walk(
                      path.isEmpty()
                          ? FieldPath.step(field.getKey())
                          : path + "." + FieldPath.step(field.getKey()),
                      field.getValue(),
                      depth + 1));
    } else if (node instanceof ArrayNode list) {
      if (!without.contains(list)) {
        elements(path, list, depth);
      }
    } else if (!node.isNull() && !node.isMissingNode() && !path.isEmpty()) {
      found.put(path, node);
    }
  }

  private void elements(String path, ArrayNode list, int depth) {
    String label = label(list);
    int position = 0;
    for (JsonNode element : list) {
      if (label != null) {
        walk(path + "[" + label + "=" + element.get(label).asText() + "]", element, depth + 1);
      } else if (position < MOST_POSITIONS) {
        walk(path + "[" + position + "]", element, depth + 1);
      }
      position++;
    }
  }

  /** The field that tells the elements of a list apart; null where there is none. */
  static @Nullable String label(ArrayNode list) {
    if (list.isEmpty() || list.size() > MOST_ELEMENTS || !list.get(0).isObject()) {
      return null;
    }
    return LABELS.stream().filter(label -> isLabel(list, label)).findFirst().orElse(null);
  }

  private static boolean isLabel(ArrayNode list, String label) {
    Set<String> values = new HashSet<>();
    for (JsonNode element : list) {
      JsonNode value = element.get(label);
      if (value == null
          || !value.isTextual()
          || value.asText().length() > LONGEST_NAME
          || value.asText().matches(".*[\\]\\\\].*|")
          || !values.add(value.asText())) {
        return false;
      }
    }
    return true;
  }
}
