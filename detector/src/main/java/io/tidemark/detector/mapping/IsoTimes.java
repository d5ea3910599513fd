package io.tidemark.detector.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times as ISO 8601 writes them and as programs do that mean it: a space in the place of {@code T},
 * a comma before the fraction, any number of its digits, offsets as {@code Z}, {@code +02}, {@code
 * +0200} and {@code +02:00}, no seconds. A 60th second counts as the 59th.
 */
final class IsoTimes {
  private static final int MICRO_DIGITS = 6;

  private final String text;
  private int at;

  private IsoTimes(String text) {
    this.text = text;
  }

  /**
   * Microseconds since the epoch, rounded down.
   *
   * @param zone of texts that have no offset; null: there must be none such
   * @throws DateTimeException when the text is no time; the message is what is accepted
   */
  static long micros(String text, @Nullable ZoneId zone) {
    return new IsoTimes(text.strip()).micros(zone);
  }

  private long micros(@Nullable ZoneId zone) {
    int year = digits(4);
    skip('-');
    int month = digits(2);
    skip('-');
    int day = digits(2);
    require(at < text.length() && "Tt ".indexOf(text.charAt(at)) >= 0);
    at++;
    int hour = digits(2);
    skip(':');
    int minute = digits(2);
    int second = 0;
    long fraction = 0;
    if (is(':')) {
      at++;
      second = Math.min(digits(2), 59);
      fraction = is('.') || is(',') ? fraction() : 0;
    }
    LocalDateTime local =
        LocalDateTime.of(LocalDate.of(year, month, day), LocalTime.of(hour, minute, second));
    ZoneOffset offset = offset();
    if (offset == null) {
      if (zone == null) {
        throw new DateTimeException("a time with a zone; events.time.zone gives one");
      }
      offset = local.atZone(zone).getOffset();
      local = local.atZone(zone).toLocalDateTime();
    }
    return local.toEpochSecond(offset) * 1_000_000 + fraction;
  }

  private @Nullable ZoneOffset offset() {
    while (is(' ')) {
      at++;
    }
    if (at == text.length()) {
      return null;
    }
    char sign = text.charAt(at++);
    if (sign == 'Z' || sign == 'z') {
      require(at == text.length());
      return ZoneOffset.UTC;
    }
    require(sign == '+' || sign == '-');
    int hours = digits(2);
    int minutes = 0;
    if (at < text.length()) {
      if (is(':')) {
        at++;
      }
      minutes = digits(2);
    }
    require(at == text.length());
    return sign == '-'
        ? ZoneOffset.ofHoursMinutes(-hours, -minutes)
        : ZoneOffset.ofHoursMinutes(hours, minutes);
  }

  private long fraction() {
    at++;
    int start = at;
    long micros = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      if (at - start < MICRO_DIGITS) {
        micros = micros * 10 + (text.charAt(at) - '0');
      }
      at++;
    }
    require(at > start);
    for (int digits = at - start; digits < MICRO_DIGITS; digits++) {
      micros *= 10;
    }
    return micros;
  }

  private int digits(int number) {
    require(at + number <= text.length());
    int value = 0;
    for (int end = at + number; at < end; at++) {
      require(isDigit(text.charAt(at)));
      value = value * 10 + (text.charAt(at) - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean is(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void skip(char c) {
    require(is(c));
    at++;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new DateTimeException(
          "ISO-8601 text, or a number with events.time.format: unix, unix_ms, unix_us or unix_ns");
    }
  }
}
