package io.tidemark.detector.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events a detector reads and by which field it tells keys apart.
 *
 * @param topic Kafka topic
 * @param type record type of the topic
 * @param key path of the text field that is the key, such as {@code deviceId}, {@code tags.site},
 *     {@code sourceDevice}; an event without it is passed over
 * @param columns for tables replayed as events: column name by event field, where the two differ
 * @param maxKeys keys that a job watches at a time; events of further keys are refused. Null: as
 *     many as there are
 */
public record EventSelection(
    String topic,
    EventType type,
    String key,
    Map<String, String> columns,
    @Nullable Integer maxKeys) {
  public EventSelection {
    Check.text("events.topic", topic);
    EventPath path = EventPath.of(type, key);
    if (path == null || !path.text()) {
      throw DefinitionException.of("events.key", key, "one of " + EventPath.accepted(type, true));
    }
    if (maxKeys != null && maxKeys < 1) {
      throw DefinitionException.of("events.maxKeys", maxKeys, "1 or more");
    }
    columns = Map.copyOf(columns);
    for (String field : columns.keySet()) {
      if (EventPath.of(type, field) == null) {
        throw DefinitionException.of(
            "events.columns", field, "one of " + EventPath.accepted(type, false));
      }
    }
  }

  /** Whether both select the same events and keys. */
  public boolean selectsAs(EventSelection other) {
    return topic.equals(other.topic)
        && type == other.type
        && key.equals(other.key)
        && columns.equals(other.columns);
  }
}
