package io.tidemark.console.delivery;

import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * When people are to be left alone: messages below a severity are held until it is over.
 *
 * @param from start, inclusive
 * @param to end, exclusive; before {@code from} for a night
 * @param below this severity and higher ones are told all the same
 */
record QuietHours(LocalTime from, LocalTime to, ZoneId zone, Severity below) {
  QuietHours {
    if (from.equals(to)) {
      throw new IllegalArgumentException("from and to are the same; quiet hours need a length");
    }
  }

  boolean isNow(Instant now) {
    LocalTime time = now.atZone(zone).toLocalTime();
    boolean afterStart = !time.isBefore(from);
    boolean beforeEnd = time.isBefore(to);
    return from.isBefore(to) ? afterStart && beforeEnd : afterStart || beforeEnd;
  }

  boolean holds(Severity severity, Instant now) {
    return severity.compareTo(below) < 0 && isNow(now);
  }
}
