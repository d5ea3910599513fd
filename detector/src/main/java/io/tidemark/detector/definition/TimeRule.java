package io.tidemark.detector.definition;

import io.tidemark.schemas.wire.EpochUnit;
import io.tidemark.schemas.wire.TimeFormat;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an event says when it happened.
 *
 * @param from paths of the time; the first counts that is there. Empty: the time that the event
 *     type has, or else the record's timestamp
 * @param format how it is written where the format of the records does not say so; null: as {@link
 *     #pattern} says
 * @param pattern of {@link DateTimeFormatter}; null where {@code format} says it
 * @param zone of times that name none; null: there must be none such
 * @param plus path of a duration that is added, such as that of a flow whose time is its start; in
 *     the unit of the time where that is a number of the format, else in seconds. Null: nothing is
 */
public record TimeRule(
    List<String> from,
    @Nullable TimeFormat format,
    @Nullable String pattern,
    @Nullable ZoneId zone,
    @Nullable String plus) {
  private static final double SECOND = 1e6;
  private static final int LONGEST_PATTERN = 100;

  public TimeRule {
    from = List.copyOf(from);
    if ((format == null) == (pattern == null)) {
      throw new IllegalArgumentException("either a format or a pattern");
    }
    if (pattern != null) {
      check(pattern);
    }
  }

  /** Times of an event type, written so. */
  public static TimeRule of(TimeFormat format) {
    return new TimeRule(List.of(), format, null, null, null);
  }

  /** Microseconds that one unit of a duration is. */
  public double durationMicros() {
    EpochUnit unit = format == null ? null : format.unit();
    return unit == null ? SECOND : unit.micros((long) SECOND) / SECOND;
  }

  /** The formatter of the pattern. */
  public static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  private static void check(String pattern) {
    String accepted =
        "iso8601, unix, unix_ms, unix_us, unix_ns or a pattern such as 'dd.MM.yyyy HH:mm:ss'";
    Check.range("events.time.format: its length", pattern.length(), 1, LONGEST_PATTERN);
    try {
      formatter(pattern);
    } catch (IllegalArgumentException malformed) {
      throw DefinitionException.of("events.time.format", "'" + pattern + "'", accepted);
    }
    if (!pattern.contains("y") && !pattern.contains("u")) {
      throw DefinitionException.of("events.time.format", pattern, accepted);
    }
  }
}
