package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.NumberRule;
import io.tidemark.detector.definition.TimeRule;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.schemas.PrintableText;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the time of an event. */
final class EventTimeReader {
  private static final int MOST_SHOWN = 60;

  /** How databases, and programs like pmacct, write a date that is not known. */
  private static final String NO_DATE = "0000-00-00";

  private final List<ValueRef> from;
  private final TimeReader format;
  private final @Nullable ValueRef plus;
  private final NumberReader duration;

  EventTimeReader(PathPlan plan, TimeRule rule) {
    List<String> paths = rule.from().isEmpty() ? List.of("@timestamp") : rule.from();
    from = paths.stream().map(path -> plan.value("events.time.from", path, true)).toList();
    format = new TimeReader(rule);
    plus = rule.plus() == null ? null : plan.value("events.time.plus", rule.plus(), true);
    duration = new NumberReader(new NumberRule(Map.of(), null, rule.durationMicros()));
  }

  /** Paths that must be there, each beside the others that could be in its place. */
  List<List<ValueRef>> paths() {
    return plus == null ? List.of(from) : List.of(from, List.of(plus));
  }

  /**
   * Microseconds since the epoch.
   *
   * @throws InvalidEventException when the event has no time
   */
  long read(Row row) throws InvalidEventException {
    long time = stated(row);
    if (plus == null || !row.isPresent(plus)) {
      return time;
    }
    double micros = duration.read(row, plus);
    long sum = time + (long) micros;
    if (!(micros >= 0) || sum < time) {
      throw NumberReader.wrong(row, plus, "a duration, at least 0");
    }
    return sum;
  }

  private @Nullable ValueRef first(Row row) {
    for (ValueRef value : from) {
      if (row.isPresent(value) && !saysNoDate(row, value)) {
        return value;
      }
    }
    return null;
  }

  private static boolean saysNoDate(Row row, ValueRef value) {
    return row.kind(value) == ValueKind.TEXT
        && Objects.requireNonNull(row.text(value)).startsWith(NO_DATE);
  }

  private long stated(Row row) throws InvalidEventException {
    ValueRef found = first(row);
    if (found == null) {
      throw new InvalidEventException(from.get(0).path() + ": is missing, and is the event's time");
    }
    try {
      return switch (row.kind(found)) {
        case ValueKind.TIME -> row.bits(found);
        case ValueKind.LONG -> format.micros(row.bits(found));
        case ValueKind.DOUBLE -> format.micros(row.number(found));
        case ValueKind.TEXT, ValueKind.NUMBER_TEXT ->
            format.micros(Objects.requireNonNull(row.text(found)));
        default -> throw new DateTimeException("a text or a number");
      };
    } catch (DateTimeException wrong) {
      throw new InvalidEventException(
          "%s: '%s' is not accepted as a time; it must be %s"
              .formatted(
                  found.path(),
                  PrintableText.of(String.valueOf(row.text(found)), MOST_SHOWN),
                  wrong.getMessage()));
    }
  }
}
