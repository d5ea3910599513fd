package io.tidemark.detector.tick;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventPath;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.definition.Feature;
import io.tidemark.schemas.EpochMicros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Picks one detector's key and features out of events. Compiled once from the definition; safe for
 * many threads.
 */
public final class ObservationExtractor {
  /**
   * Longest key accepted, in characters: a key is an identifier and is kept in state and in every
   * alert.
   */
  public static final int MAX_KEY_LENGTH = 1024;

  private final String detector;
  private final EventPath key;
  private final int eventTime;
  private final List<FeatureReader> readers;

  public ObservationExtractor(DetectorDefinition definition) {
    EventType type = definition.events().type();
    detector = definition.name();
    key = path(type, definition.events().key());
    eventTime = type.schema().getField("eventTime").pos();
    readers =
        definition.features().stream().map(feature -> FeatureReader.of(type, feature)).toList();
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
    if (keyValue == null) {
      return null;
    }
    String keyText = keyValue.toString();
    if (keyText.isEmpty() || keyText.length() > MAX_KEY_LENGTH) {
      throw new InvalidEventException(
          "key: its length is "
              + keyText.length()
              + "; it must be from 1 to "
              + MAX_KEY_LENGTH
              + " characters");
    }
    double[] values = new double[readers.size()];
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      values[i] = readers.get(i).read(event);
      any |= !Double.isNaN(values[i]);
    }
    return any ? new Observation(detector, keyText, micros(event), values, source) : null;
  }

  /** The event's key; null where it has none that is accepted. */
  public @Nullable String key(IndexedRecord event) {
    Object found = value(event, key);
    String text = found == null ? "" : found.toString();
    return text.isEmpty() || text.length() > MAX_KEY_LENGTH ? null : text;
  }

  private long micros(IndexedRecord event) {
    Object time = event.get(eventTime);
    return time instanceof Instant instant ? EpochMicros.of(instant) : (Long) time;
  }

  private static EventPath path(EventType type, String expression) {
    return Objects.requireNonNull(EventPath.of(type, expression), expression);
  }

  private static @Nullable Object value(IndexedRecord event, EventPath path) {
    Object field = event.get(path.position());
    return path.entry() == null || field == null ? field : ((Map<?, ?>) field).get(path.entry());
  }

  /** Reads one feature. */
  private record FeatureReader(
      Feature feature, EventPath from, List<Filter> filters, boolean negativeAccepted) {

    static FeatureReader of(EventType type, Feature feature) {
      List<Filter> filters = new ArrayList<>();
      feature.where().forEach((field, value) -> filters.add(new Filter(path(type, field), value)));
      // Durations, counts and rates of flows: none of them can be negative.
      boolean negativeAccepted = type != EventType.NETWORK_EVENT;
      return new FeatureReader(feature, path(type, feature.from()), filters, negativeAccepted);
    }

    double read(IndexedRecord event) throws InvalidEventException {
      for (Filter filter : filters) {
        Object found = value(event, filter.path());
        if (found == null || !filter.value().equals(found.toString())) {
          return Double.NaN;
        }
      }
      Object found = value(event, from);
      if (found == null || found.equals(Double.NaN)) {
        return Double.NaN;
      }
      if (feature.aggregate() == Aggregate.DISTINCT) {
        return Hashing.komihash5_0().hashCharsToLong(found.toString()) >>> 12;
      }
      if (feature.aggregate() == Aggregate.COUNT) {
        return 1;
      }
      double number = ((Number) found).doubleValue();
      if (Double.isInfinite(number)) {
        throw new InvalidEventException(
            feature.from() + ": " + number + " is not accepted; it must be finite");
      }
      if (number < 0 && !negativeAccepted) {
        throw new InvalidEventException(
            feature.from() + ": " + number + " is not accepted; it must be at least 0");
      }
      return number;
    }
  }

  private record Filter(EventPath path, String value) {}
}
