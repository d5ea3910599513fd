package io.tidemark.detector.definition;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that what a definition reads is in the records of its event type. */
final class TypedPaths {
  private TypedPaths() {}

  static void check(
      EventType type,
      EventEncoding encoding,
      Map<String, Condition> where,
      List<Unnesting> each,
      KeyRule key,
      TimeRule time,
      Map<String, List<String>> tags,
      Map<String, String> columns) {
    EventFormat format = encoding.format();
    if (format != null && !format.isTyped()) {
      throw DefinitionException.of(
          "events.format", format, "json, avro or avro-confluent with events.type: " + type);
    }
    if (encoding.schema() != null) {
      throw new DefinitionException("events.schema: " + type + " has a schema of its own");
    }
    if (!each.isEmpty()) {
      throw new DefinitionException("events.each: " + type + " has no list of events");
    }
    if (!key.isPath()) {
      throw new DefinitionException("events.key: must be one path with events.type: " + type);
    }
    EventPath path = EventPath.of(type, key.from().get(0));
    if (path == null || !path.text()) {
      throw DefinitionException.of(
          "events.key", key.from().get(0), "one of " + EventPath.accepted(type, true));
    }
    if (time.format() == null || !time.from().isEmpty() || time.zone() != null) {
      throw new DefinitionException(
          "events.time: only plus and format, one of iso8601, unix, unix_ms, unix_us, unix_ns, are"
              + " accepted with events.type: "
              + type);
    }
    if (time.plus() != null) {
      checkNumber("events.time.plus", type, time.plus());
    }
    for (String field : columns.keySet()) {
      if (EventPath.of(type, field) == null) {
        throw DefinitionException.of(
            "events.columns", field, "one of " + EventPath.accepted(type, false));
      }
    }
    tags.forEach((name, paths) -> checkTag("events.tags." + name, type, paths));
    checkConditions("events.where", type, where.keySet());
  }

  private static void checkTag(String field, EventType type, List<String> paths) {
    for (String path : paths) {
      if (EventPath.of(type, path) == null) {
        throw DefinitionException.of(field, path, "one of " + EventPath.accepted(type, false));
      }
    }
  }

  private static void checkNumber(String field, EventType type, String from) {
    EventPath path = EventPath.of(type, from);
    if (path == null || path.text()) {
      throw DefinitionException.of(
          field, from, "a number, one of " + EventPath.accepted(type, false));
    }
  }

  static void check(EventType type, Feature feature) {
    String field = "features." + feature.name();
    FeatureInput input = feature.input();
    boolean textAccepted = feature.aggregate().acceptsText() || !input.number().values().isEmpty();
    for (String from : input.from()) {
      EventPath path = EventPath.of(type, from);
      if (path == null || (path.text() && !textAccepted)) {
        throw DefinitionException.of(
            field + ".from",
            from,
            (textAccepted ? "one of " : "a number, one of ") + EventPath.accepted(type, false));
      }
    }
    if (input.number().decimal() != null) {
      throw new DefinitionException(field + ".decimal: " + type + " has no such decimals");
    }
    checkConditions(field + ".where", type, input.where().keySet());
  }

  private static void checkConditions(String field, EventType type, Set<String> paths) {
    for (String path : paths) {
      EventPath found = EventPath.of(type, path);
      if (found == null || !found.text()) {
        throw DefinitionException.of(field, path, "one of " + EventPath.accepted(type, true));
      }
    }
  }
}
