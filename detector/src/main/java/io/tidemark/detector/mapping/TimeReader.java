package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.TimeRule;
import io.tidemark.schemas.EpochMicros;
import io.tidemark.schemas.wire.EpochUnit;
import io.tidemark.schemas.wire.TimeFormat;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/** Makes event times of values, as a {@link TimeRule} says. Messages are what is accepted. */
final class TimeReader {
  /** Longest number or text of a time. */
  private static final int LONGEST = 64;

  /** Decimal places up and down, so that no number grows without bound. */
  private static final int MOST_PLACES = 40;

  private final @Nullable TimeFormat format;
  private final @Nullable DateTimeFormatter pattern;
  private final @Nullable ZoneId zone;

  TimeReader(TimeRule rule) {
    format = rule.format();
    pattern = rule.pattern() == null ? null : TimeRule.formatter(rule.pattern());
    zone = rule.zone();
  }

  /**
   * Microseconds since the epoch of a whole number.
   *
   * @throws DateTimeException when it is no time
   */
  long micros(long number) {
    EpochUnit unit = unit();
    try {
      return unit.micros(number);
    } catch (ArithmeticException large) {
      throw new DateTimeException(accepted());
    }
  }

  /** As {@link #micros(long)}, of a number that is not whole. */
  long micros(double number) {
    return micros(Double.toString(number));
  }

  /** As {@link #micros(long)}, of a text. */
  long micros(String text) {
    if (text.length() > LONGEST) {
      throw new DateTimeException(accepted());
    }
    if (pattern != null) {
      return byPattern(text, pattern);
    }
    if (format == TimeFormat.ISO8601) {
      return IsoTimes.micros(text, zone);
    }
    return number(text);
  }

  private long number(String text) {
    EpochUnit unit = unit();
    try {
      BigDecimal number = new BigDecimal(text.strip());
      if (Math.abs((long) number.scale()) > MOST_PLACES
          || Math.abs((long) number.precision() - number.scale()) > MOST_PLACES) {
        throw new DateTimeException(accepted());
      }
      return EpochMicros.of(unit.at(number));
    } catch (ArithmeticException | NumberFormatException malformed) {
      throw new DateTimeException(accepted());
    }
  }

  private EpochUnit unit() {
    EpochUnit unit = format == null ? null : format.unit();
    if (unit == null) {
      throw new DateTimeException(accepted());
    }
    return unit;
  }

  private long byPattern(String text, DateTimeFormatter formatter) {
    TemporalAccessor parsed = formatter.parse(text);
    ZoneId offset = parsed.query(TemporalQueries.zone());
    ZoneId where = offset == null ? zone : offset;
    if (where == null) {
      throw new DateTimeException("a time with a zone; events.time.zone gives one");
    }
    LocalDate date = LocalDate.from(parsed);
    LocalTime time = parsed.query(TemporalQueries.localTime());
    Instant instant =
        LocalDateTime.of(date, time == null ? LocalTime.MIDNIGHT : time).atZone(where).toInstant();
    return EpochMicros.of(instant);
  }

  private String accepted() {
    if (pattern != null) {
      return "a time as events.time.format says";
    }
    return format == TimeFormat.ISO8601
        ? "ISO-8601 text, or a number with events.time.format: unix, unix_ms, unix_us or unix_ns"
        : "a number of " + unit() + " since 1970, as events.time.format: " + format + " says";
  }
}
