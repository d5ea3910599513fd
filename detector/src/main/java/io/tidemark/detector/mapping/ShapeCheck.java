package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.DefinitionException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the paths of a definition against the schema of the records. */
final class ShapeCheck {
  private ShapeCheck() {}

  /**
   * Checks that every path is in the schema.
   *
   * @throws DefinitionException that names the first which is not, and the field nearest to it
   */
  static void check(PathNode root, RecordShape shape) {
    check("", root, shape);
  }

  private static void check(String path, PathNode node, RecordShape shape) {
    for (Map.Entry<String, PathNode> field : node.fields().entrySet()) {
      String name = field.getKey();
      RecordShape within = shape.field(name);
      if (within == null) {
        throw missing(path, name, shape);
      }
      check(path.isEmpty() ? name : path + "." + name, field.getValue(), within);
    }
    if (node.isList()) {
      RecordShape element = shape.element();
      if (element == null) {
        throw new DefinitionException(
            "events: %s is no list in the schema of the records"
                .formatted(path.isEmpty() ? "a record" : path));
      }
      node.elements().forEach(child -> check(path + "[*]", child, element));
    }
  }

  private static DefinitionException missing(String path, String name, RecordShape shape) {
    String whole = path.isEmpty() ? name : path + "." + name;
    String nearest = nearest(name, shape.fields());
    String hint =
        nearest != null
            ? "; the nearest is " + nearest
            : shape.element() != null ? "; it is a list: say [0], [*] or [name=value]" : "";
    return new DefinitionException(
        "events: %s is not in the schema of the records%s".formatted(whole, hint));
  }

  private static @Nullable String nearest(String name, Collection<String> fields) {
    return fields.stream()
        .min(Comparator.comparingInt(field -> distance(name, field)))
        .orElse(null);
  }

  /** Edits from one name to the other (Levenshtein 1966), whatever their case. */
  private static int distance(String one, String other) {
    String from = one.toLowerCase(Locale.ROOT);
    String to = other.toLowerCase(Locale.ROOT);
    int[] above = new int[to.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[to.length()];
  }
}
