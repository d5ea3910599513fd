package io.tidemark.detector.definition;

import io.tidemark.schemas.wire.TimeFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events a detector reads and by which field it tells keys apart.
 *
 * @param topic Kafka topic
 * @param type record type of the topic
 * @param time how the events' times are written where the format of the records does not say so
 * @param key path of the text field that is the key, such as {@code deviceId}, {@code tags.site},
 *     {@code sourceDevice}; an event without it is passed over
 * @param columns for tables replayed as events: column name by event field, where the two differ
 * @param maxKeys keys that a job watches at a time; events of further keys are refused. Null: as
 *     many as there are
 */
public record EventSelection(
    String topic,
    EventType type,
    TimeFormat time,
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

  /**
   * Checks that this is read like another selection of the same topic, since each record is decoded
   * once for all detectors.
   *
   * @param detector that this belongs to
   * @throws DefinitionException when it is not
   */
  public void requireReadLike(EventSelection other, String detector) {
    requireSame("type", type, other.type, detector);
    requireSame("time.format", time, other.time, detector);
  }

  private void requireSame(String field, Enum<?> own, Enum<?> others, String detector) {
    if (own != others) {
      throw DefinitionException.of(
          "events." + field + " of detector " + detector,
          own,
          others + ", as other detectors read topic " + topic);
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
