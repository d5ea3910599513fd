package io.tidemark.detector.definition;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the paths of a definition whose records may be of any shape. */
final class MappedPaths {
  private MappedPaths() {}

  static void check(
      Map<String, Condition> where,
      List<Unnesting> each,
      KeyRule key,
      TimeRule time,
      Map<String, List<String>> tags,
      Map<String, String> columns) {
    where.keySet().forEach(path -> single("events.where", path));
    key.from().forEach(path -> single("events.key", path));
    time.from().forEach(path -> single("events.time.from", path));
    if (time.plus() != null) {
      single("events.time.plus", time.plus());
    }
    tags.forEach((name, paths) -> paths.forEach(path -> single("events.tags." + name, path)));
    if (!columns.isEmpty()) {
      throw new DefinitionException(
          "events.columns: goes with events.type; a table has no mapped records");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Unnesting list : each) {
      String field = "events.each." + list.name();
      if (!names.add(list.name())) {
        throw DefinitionException.of("events.each", list.name(), "unique, and it stands twice");
      }
      list.from().forEach(path -> checkList(field, path));
    }
  }

  private static void checkList(String field, String text) {
    FieldPath path = FieldPath.parse(field, text);
    boolean matches = path.steps().stream().anyMatch(FieldPath.Match.class::isInstance);
    int last = path.steps().size() - 1;
    if (path.metadata() || matches || !(path.steps().get(last) instanceof FieldPath.Every)) {
      throw DefinitionException.of(field, text, "the path of a list, ending in [*]");
    }
  }

  static void check(Feature feature) {
    String field = "features." + feature.name();
    feature.input().from().forEach(path -> single(field + ".from", path));
    feature.input().where().keySet().forEach(path -> single(field + ".where", path));
  }

  private static void single(String field, String text) {
    if (FieldPath.parse(field, text).isMany()) {
      throw DefinitionException.of(
          field, text, "the path of one value; events.each makes an event of each element");
    }
  }
}
