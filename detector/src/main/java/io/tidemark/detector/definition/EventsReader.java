package io.tidemark.detector.definition;

import io.tidemark.schemas.wire.TimeFormat;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code events} section of a definition, and its features. */
final class EventsReader {
  private static final String ANY = "*";

  /** Where each record holds one metric: paths of its name and its value. */
  private final @Nullable String metricName;

  private final @Nullable String metricValue;
  private final EventSelection events;

  /** Reads {@code events}. */
  EventsReader(YamlSection section, DefinitionFiles files) {
    EventType type = section.optionalOneOf("type", EventType.class);
    TopicSelection topics = topics(section);
    EventEncoding encoding = EventEncoding.read(section, files);
    YamlSection metric = section.section("metric");
    boolean oneMetric = section.has("metric");
    metricName = oneMetric ? metric.text("name") : null;
    metricValue = oneMetric ? metric.text("value") : null;
    metric.done();
    if (oneMetric && type != null) {
      throw new DefinitionException(
          section.path("metric") + ": does not go with events.type: " + type);
    }
    events =
        new EventSelection(
            topics,
            type,
            encoding,
            conditions(section.section("where")),
            section.sections("each", EventsReader::unnesting),
            key(section),
            time(section.section("time"), type),
            tags(section.section("tags")),
            section.textMap("columns"),
            section.optionalInteger("maxKeys"));
    section.done();
  }

  EventSelection events() {
    return events;
  }

  private static TopicSelection topics(YamlSection section) {
    if (!section.isMapping("topic")) {
      return new TopicSelection(section.alternatives("topic"), null);
    }
    YamlSection topic = section.section("topic");
    TopicSelection topics = new TopicSelection(List.of(), topic.text("regex"));
    topic.done();
    return topics;
  }

  private static Unnesting unnesting(YamlSection section) {
    List<String> names = section.names();
    if (names.size() != 1) {
      throw new DefinitionException(
          section.path("")
              + " must be one name with the path of a list, such as {m: \"metrics[*]\"}");
    }
    return new Unnesting(names.get(0), section.alternatives(names.get(0)));
  }

  private static KeyRule key(YamlSection section) {
    if (!section.isMapping("key")) {
      return new KeyRule(section.alternatives("key"), null, null);
    }
    YamlSection key = section.section("key");
    KeyRule rule =
        key.has("join")
            ? new KeyRule(key.texts("join"), key.text("with"), key.optionalText("regex"))
            : new KeyRule(key.alternatives("from"), null, key.optionalText("regex"));
    key.done();
    return rule;
  }

  private static TimeRule time(YamlSection section, @Nullable EventType type) {
    String format = section.text("format");
    TimeFormat known = timeFormat(format);
    if (type != null && known == null) {
      throw DefinitionException.of(
          section.path("format"), format, "one of iso8601, unix, unix_ms, unix_us, unix_ns");
    }
    TimeRule time =
        new TimeRule(
            section.has("from") ? section.alternatives("from") : List.of(),
            known,
            known == null ? format : null,
            zone(section),
            section.optionalText("plus"));
    section.done();
    return time;
  }

  private static @Nullable TimeFormat timeFormat(String text) {
    for (TimeFormat format : TimeFormat.values()) {
      if (format.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    return null;
  }

  private static @Nullable ZoneId zone(YamlSection section) {
    String zone = section.optionalText("zone");
    try {
      return zone == null ? null : ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw DefinitionException.of(
          section.path("zone"), "'" + zone + "'", "a time zone such as Europe/Berlin or +02:00");
    }
  }

  private static Map<String, List<String>> tags(YamlSection section) {
    Map<String, List<String>> tags = new LinkedHashMap<>();
    section.names().forEach(name -> tags.put(name, section.alternatives(name)));
    return tags;
  }

  /** Conditions by path. */
  private static Map<String, Condition> conditions(YamlSection section) {
    Map<String, Condition> conditions = new LinkedHashMap<>();
    for (String path : section.names()) {
      conditions.put(path, condition(section, path));
    }
    return conditions;
  }

  private static Condition condition(YamlSection section, String path) {
    if (!section.isMapping(path)) {
      return values(section.alternatives(path));
    }
    YamlSection rule = section.section(path);
    Condition condition =
        rule.has("not")
            ? new Condition.Not(values(rule.alternatives("not")))
            : new Condition.Between(
                orElse(rule.optionalNumber("min"), Double.NEGATIVE_INFINITY),
                orElse(rule.optionalNumber("max"), Double.POSITIVE_INFINITY));
    rule.done();
    return condition;
  }

  private static double orElse(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }

  private static Condition values(List<String> values) {
    return values.equals(List.of(ANY))
        ? new Condition.Present()
        : new Condition.OneOf(new HashSet<>(values));
  }

  /** Reads a feature. */
  Feature feature(YamlSection section) {
    String name = section.text("name");
    Map<String, Condition> where = conditions(section.section("where"));
    List<String> from = new ArrayList<>();
    if (section.has("from")) {
      from.addAll(section.alternatives("from"));
    }
    if (metricName != null && metricValue != null) {
      List<String> metrics = from.isEmpty() ? List.of(name) : List.copyOf(from);
      where.put(metricName, new Condition.OneOf(new HashSet<>(metrics)));
      from = List.of(metricValue);
    }
    Feature feature =
        new Feature(
            name,
            new FeatureInput(from, where, number(section)),
            section.oneOf("aggregate", Aggregate.class),
            section.optionalText("unit"),
            section.bool("still"));
    section.done();
    return feature;
  }

  private static NumberRule number(YamlSection section) {
    return new NumberRule(
        section.numberMap("values"), section.optionalInteger("decimal"), section.number("scale"));
  }
}
