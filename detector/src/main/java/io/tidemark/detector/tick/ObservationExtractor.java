package io.tidemark.detector.tick;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Condition;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventPath;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.definition.FeatureInput;
import io.tidemark.detector.definition.NumberRule;
import io.tidemark.detector.definition.TimeRule;
import io.tidemark.schemas.EpochMicros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Picks one detector's key and features out of events of a known type. Compiled once from the
 * definition; safe for many threads.
 */
public final class ObservationExtractor {
  /**
   * Longest key accepted, in characters: a key is an identifier and is kept in state and in every
   * alert.
   */
  public static final int MAX_KEY_LENGTH = 1024;

  private final String detector;
  private final EventPath key;
  private final List<Filter> filters;
  private final int eventTime;
  private final @Nullable EventPath plus;
  private final double durationMicros;
  private final List<FeatureReader> readers;
  private final Map<String, List<EventPath>> tags = new LinkedHashMap<>();

  public ObservationExtractor(DetectorDefinition definition) {
    EventType type = Objects.requireNonNull(definition.events().type());
    detector = definition.name();
    key = path(type, definition.events().key().from().get(0));
    filters = Filter.of(type, definition.events().where());
    TimeRule time = definition.events().time();
    plus = time.plus() == null ? null : path(type, time.plus());
    durationMicros = time.durationMicros();
    eventTime = type.schema().getField("eventTime").pos();
    readers =
        definition.features().stream().map(feature -> FeatureReader.of(type, feature)).toList();
    definition
        .events()
        .tags()
        .forEach(
            (name, from) -> tags.put(name, from.stream().map(path -> path(type, path)).toList()));
  }

  /**
   * The event as this detector sees it, or null when it has no key or none of the features.
   *
   * @param event record of the definition's event type
   * @throws InvalidEventException when key or a value is unusable
   */
  public @Nullable Observation extract(IndexedRecord event, SourcePosition source)
      throws InvalidEventException {
    Object keyValue = value(event, key);
    if (keyValue == null || !Filter.allHold(filters, event)) {
      return null;
    }
    String keyText = keyValue.toString();
    requireUsable(keyText);
    double[] values = new double[readers.size()];
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      values[i] = readers.get(i).read(event);
      any |= !Double.isNaN(values[i]);
    }
    return any
        ? new Observation(detector, keyText, micros(event), values, tags(event), source)
        : null;
  }

  private Map<String, String> tags(IndexedRecord event) {
    if (tags.isEmpty()) {
      return Map.of();
    }
    Map<String, String> found = new LinkedHashMap<>();
    tags.forEach(
        (name, paths) -> {
          Object value = first(event, paths);
          if (value != null) {
            found.put(name, Tags.cut(value.toString()));
          }
        });
    return found;
  }

  /** The event's key; null where it has none that is accepted. */
  public @Nullable String key(IndexedRecord event) {
    Object found = value(event, key);
    String text = found == null ? "" : found.toString();
    return text.isEmpty() || text.length() > MAX_KEY_LENGTH ? null : text;
  }

  /**
   * Checks a key.
   *
   * @throws InvalidEventException when it is empty, longer than {@link #MAX_KEY_LENGTH} or the name
   *     of all keys
   */
  public static void requireUsable(String key) throws InvalidEventException {
    if (key.equals(FleetDrift.ALL_KEYS)) {
      throw new InvalidEventException(
          "key: " + key + " is not accepted; alerts and coverage of all keys together have it");
    }
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new InvalidEventException(
          "key: its length is "
              + key.length()
              + "; it must be from 1 to "
              + MAX_KEY_LENGTH
              + " characters");
    }
  }

  private long micros(IndexedRecord event) throws InvalidEventException {
    Object stated = event.get(eventTime);
    long time = stated instanceof Instant instant ? EpochMicros.of(instant) : (Long) stated;
    Object duration = plus == null ? null : value(event, plus);
    if (!(duration instanceof Number number)) {
      return time;
    }
    double micros = number.doubleValue() * durationMicros;
    long sum = time + (long) micros;
    if (!(micros >= 0) || sum < time) {
      throw new InvalidEventException(
          "events.time.plus: " + number + " is not accepted; it must be a duration, at least 0");
    }
    return sum;
  }

  private static EventPath path(EventType type, String expression) {
    return Objects.requireNonNull(EventPath.of(type, expression), expression);
  }

  private static @Nullable Object first(IndexedRecord event, List<EventPath> paths) {
    for (int i = 0; i < paths.size(); i++) {
      Object found = value(event, paths.get(i));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Object value(IndexedRecord event, EventPath path) {
    Object field = event.get(path.position());
    return path.entry() == null || field == null ? field : ((Map<?, ?>) field).get(path.entry());
  }

  /** Reads one feature. */
  private record FeatureReader(
      Feature feature,
      List<EventPath> from,
      List<Filter> filters,
      NumberRule number,
      boolean negativeAccepted) {

    static FeatureReader of(EventType type, Feature feature) {
      // Durations, counts and rates of flows: none of them can be negative.
      boolean negativeAccepted = type != EventType.NETWORK_EVENT;
      FeatureInput input = feature.input();
      return new FeatureReader(
          feature,
          input.from().stream().map(from -> path(type, from)).toList(),
          Filter.of(type, input.where()),
          input.number(),
          negativeAccepted);
    }

    double read(IndexedRecord event) throws InvalidEventException {
      if (!Filter.allHold(filters, event)) {
        return Double.NaN;
      }
      Object found = from.isEmpty() ? Boolean.TRUE : first(event, from);
      if (found == null || found.equals(Double.NaN)) {
        return Double.NaN;
      }
      if (feature.aggregate() == Aggregate.DISTINCT) {
        return TextHash.of(found.toString());
      }
      if (feature.aggregate() == Aggregate.COUNT) {
        return 1;
      }
      double number = number(found);
      if (Double.isInfinite(number)) {
        throw new InvalidEventException(
            feature.input().shown() + ": " + number + " is not accepted; it must be finite");
      }
      if (number < 0 && !negativeAccepted) {
        throw new InvalidEventException(
            feature.input().shown() + ": " + number + " is not accepted; it must be at least 0");
      }
      return number;
    }

    private double number(Object found) throws InvalidEventException {
      if (found instanceof Number value) {
        return number.of(value.doubleValue());
      }
      try {
        return number.of(found.toString());
      } catch (NumberFormatException wrong) {
        throw new InvalidEventException(
            "%s: '%s' is not accepted; it must be %s"
                .formatted(feature.input().shown(), found, wrong.getMessage()));
      }
    }
  }

  private record Filter(EventPath path, Condition condition) {
    static List<Filter> of(EventType type, Map<String, Condition> where) {
      List<Filter> filters = new ArrayList<>();
      where.forEach(
          (field, condition) ->
              filters.add(new Filter(ObservationExtractor.path(type, field), condition)));
      return filters;
    }

    static boolean allHold(List<Filter> filters, IndexedRecord event) {
      for (int i = 0; i < filters.size(); i++) {
        Object found = value(event, filters.get(i).path());
        String text = found == null ? null : found.toString();
        if (!filters.get(i).condition().holds(found != null, text)) {
          return false;
        }
      }
      return true;
    }
  }
}
