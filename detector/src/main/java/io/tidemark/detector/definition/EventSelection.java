package io.tidemark.detector.definition;

import java.util.Map;

/**
 * Which events a detector reads and by which field it tells keys apart.
 *
 * @param topic Kafka topic
 * @param type record type of the topic
 * @param key path of the text field that is the key, such as {@code deviceId}, {@code tags.site},
 *     {@code sourceDevice}; an event without it is passed over
 * @param columns for tables replayed as events: column name by event field, where the two differ
 */
public record EventSelection(
    String topic, EventType type, String key, Map<String, String> columns) {
  public EventSelection {
    Check.text("events.topic", topic);
    EventPath path = EventPath.of(type, key);
    if (path == null || !path.text()) {
      throw DefinitionException.of("events.key", key, "one of " + EventPath.accepted(type, true));
    }
    columns = Map.copyOf(columns);
    for (String field : columns.keySet()) {
      if (EventPath.of(type, field) == null) {
        throw DefinitionException.of(
            "events.columns", field, "one of " + EventPath.accepted(type, false));
      }
    }
  }
}
