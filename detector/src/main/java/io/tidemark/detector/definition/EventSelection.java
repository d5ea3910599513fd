package io.tidemark.detector.definition;

import io.tidemark.schemas.wire.TimeFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events a detector reads and how it finds key, time and values in them.
 *
 * @param topics Kafka topics
 * @param type record type of the topic; null: its records are of any shape, and the paths say where
 *     in them the values are
 * @param encoding how the values of the records are written
 * @param where only records count whose values fulfil these conditions, by path
 * @param each lists whose elements make an event of their own, from the outermost
 * @param key how an event says which device or host it is of
 * @param time how an event says when it happened
 * @param tags what of an event goes into its key's alerts: paths by name; the first counts that is
 *     there
 * @param columns for tables replayed as events: column name by event field, where the two differ
 * @param maxKeys keys that a job watches at a time; events of further keys are refused. Null: as
 *     many as there are
 */
public record EventSelection(
    TopicSelection topics,
    @Nullable EventType type,
    EventEncoding encoding,
    Map<String, Condition> where,
    List<Unnesting> each,
    KeyRule key,
    TimeRule time,
    Map<String, List<String>> tags,
    Map<String, String> columns,
    @Nullable Integer maxKeys) {
  private static final int MOST_TAGS = 10;
  private static final Pattern TAG = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,49}");

  public EventSelection {
    where = Collections.unmodifiableMap(new TreeMap<>(where));
    each = List.copyOf(each);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    checkTags(tags.keySet());
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    if (maxKeys != null && maxKeys < 1) {
      throw DefinitionException.of("events.maxKeys", maxKeys, "1 or more");
    }
    if (type == null) {
      MappedPaths.check(where, each, key, time, tags, columns);
    } else {
      TypedPaths.check(type, encoding, where, each, key, time, tags, columns);
    }
  }

  /** Records of a type, told apart by one of its text fields. */
  public static EventSelection typed(String topic, EventType type, TimeFormat time, String key) {
    return new EventSelection(
        TopicSelection.of(topic),
        type,
        EventEncoding.OF_THE_JOB,
        Map.of(),
        List.of(),
        KeyRule.of(key),
        TimeRule.of(time),
        Map.of(),
        Map.of(),
        null);
  }

  private static void checkTags(Set<String> names) {
    Check.range("events.tags: how many", names.size(), 0, MOST_TAGS);
    for (String name : names) {
      if (!TAG.matcher(name).matches()) {
        throw DefinitionException.of(
            "events.tags", "'" + name + "'", "up to 50 letters, digits and '_', no digit first");
      }
    }
  }

  void check(Feature feature) {
    if (type == null) {
      MappedPaths.check(feature);
    } else {
      TypedPaths.check(type, feature);
    }
  }

  /** How times of the event type are written; only where there is one. */
  public TimeFormat timeFormat() {
    return Objects.requireNonNull(time.format());
  }

  /**
   * Checks that this is read like another selection of the same topic, since a topic holds records
   * of one type and in one form.
   *
   * @param topic that both read
   * @param detector that this belongs to
   * @throws DefinitionException when it is not
   */
  public void requireReadLike(EventSelection other, String topic, String detector) {
    if (type == null || other.type == null) {
      return; // reads the records for itself
    }
    requireSame("type", type, other.type, topic, detector);
    requireSame(
        "format",
        String.valueOf(encoding.format()),
        String.valueOf(other.encoding.format()),
        topic,
        detector);
    requireSame("time.format", timeFormat(), other.timeFormat(), topic, detector);
  }

  private static void requireSame(
      String field, Object own, Object others, String topic, String detector) {
    if (!own.equals(others)) {
      throw DefinitionException.of(
          "events." + field + " of detector " + detector,
          own,
          others + ", as other detectors read topic " + topic);
    }
  }

  /** Whether both select the same events and keys. */
  public boolean selectsAs(EventSelection other) {
    return topics.equals(other.topics)
        && type == other.type
        && encoding.equals(other.encoding)
        && where.equals(other.where)
        && each.equals(other.each)
        && key.equals(other.key)
        && columns.equals(other.columns);
  }
}
