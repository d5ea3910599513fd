package io.tidemark.schemas.silence;

import io.tidemark.schemas.PrintableText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * When something recurs: a first begin and those that follow by a recurrence rule of RFC 5545, each
 * at the same local time of its zone. As RFC 5545 has it, a local time that daylight saving leaves
 * out is read by the offset before the change (02:30 becomes 03:30), and of one that comes twice
 * the first counts. For many threads.
 *
 * <p>A rule may come from anyone, so what it can cost is bounded: rules that repeat within the hour
 * are refused, and begins after the first {@value #MOST} or the year {@value #LAST_YEAR} are left
 * out.
 */
final class Recurrence {
  /** Begins that are found at most: eleven years of a nightly one. */
  static final int MOST = 4_000;

  static final int LAST_YEAR = 2200;
  private static final int FIRST_YEAR = 1970;
  private static final int LONGEST_RULE = 500;
  private static final int LONGEST_INTERVAL = 1_000;
  private static final int SHOWN = 60;

  private static final Set<Freq> FREQUENCIES =
      EnumSet.of(Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY);

  private final ZoneId zone;
  private final int nanos;
  private final @Nullable Instant last;
  private final RecurrenceRuleIterator rule;
  private boolean ended;

  /** Milliseconds since the epoch, ascending; those that were found so far. */
  private long[] begins = new long[8];

  private int count;

  private Recurrence(Instant first, ZoneId zone, RecurrenceRule rule) {
    this.zone = zone;
    LocalDateTime local = LocalDateTime.ofInstant(first, zone);
    nanos = local.getNano();
    last = until(rule, zone);
    if (last != null) {
      rule.setUntil(null);
    }
    begins[count++] = first.toEpochMilli();
    this.rule =
        rule.iterator(
            new DateTime(
                local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond()));
  }

  /**
   * Reads a rule.
   *
   * @param rule as in RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=SU}
   * @param zone name of an IANA time zone; null for UTC
   * @param first the first begin, whether or not it fits the rule
   * @throws IllegalArgumentException in one line, when the rule or the zone is not accepted
   */
  static Recurrence of(String rule, @Nullable String zone, Instant first) {
    ZoneId in = zone(zone);
    int year = first.isBefore(Instant.EPOCH) ? 0 : year(first, in);
    if (year < FIRST_YEAR || year >= LAST_YEAR) {
      throw new IllegalArgumentException(
          "from: %s is not accepted with a recurrence; from %d to %d"
              .formatted(first, FIRST_YEAR, LAST_YEAR - 1));
    }
    RecurrenceRule parsed = parse(rule);
    try {
      Recurrence recurrence = new Recurrence(first, in, parsed);
      recurrence.after(first); // a rule without any is found now
      return recurrence;
    } catch (IllegalArgumentException never) {
      throw refused(rule, "one that recurs");
    }
  }

  private static int year(Instant first, ZoneId zone) {
    try {
      return LocalDateTime.ofInstant(first, zone).getYear();
    } catch (DateTimeException far) {
      return Integer.MAX_VALUE;
    }
  }

  private static ZoneId zone(@Nullable String zone) {
    if (zone == null) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "zone: %s is not accepted; an IANA time zone such as Europe/Berlin"
              .formatted(PrintableText.of(zone, SHOWN)));
    }
  }

  private static RecurrenceRule parse(String text) {
    if (text.length() > LONGEST_RULE) {
      throw refused(text, "at most " + LONGEST_RULE + " characters");
    }
    RecurrenceRule rule;
    try {
      rule = new RecurrenceRule(text, RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException | RuntimeException unreadable) {
      throw refused(
          text,
          "a recurrence rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=SU: "
              + PrintableText.oneLine(String.valueOf(unreadable.getMessage())));
    }
    // Not as constants: the library's enum must not be loaded before its rule.
    if (!FREQUENCIES.contains(rule.getFreq())
        || Stream.of(Part.BYMINUTE, Part.BYSECOND, Part.RSCALE, Part.SKIP)
            .anyMatch(rule::hasPart)) {
      throw refused(
          text, "FREQ of DAILY, WEEKLY, MONTHLY or YEARLY, without BYMINUTE, BYSECOND and RSCALE");
    }
    if (rule.getInterval() > LONGEST_INTERVAL) {
      throw refused(text, "INTERVAL from 1 to " + LONGEST_INTERVAL);
    }
    return rule;
  }

  private static IllegalArgumentException refused(String rule, String accepted) {
    return new IllegalArgumentException(
        "recurrence: %s is not accepted; %s".formatted(PrintableText.of(rule, SHOWN), accepted));
  }

  /** A date stands for the whole of it. */
  private static @Nullable Instant until(RecurrenceRule rule, ZoneId zone) {
    DateTime until = rule.getUntil();
    if (until == null) {
      return null;
    }
    if (!until.isFloating()) {
      return Instant.ofEpochMilli(until.getTimestamp());
    }
    LocalDateTime local = local(until);
    return (until.isAllDay() ? local.plusDays(1).minusNanos(1) : local).atZone(zone).toInstant();
  }

  private static LocalDateTime local(DateTime time) {
    return LocalDateTime.of(
        time.getYear(),
        time.getMonth() + 1,
        time.getDayOfMonth(),
        time.isAllDay() ? 0 : time.getHours(),
        time.isAllDay() ? 0 : time.getMinutes(),
        time.isAllDay() ? 0 : time.getSeconds());
  }

  /** The latest begin that is not after a time; null where there is none. */
  synchronized @Nullable Instant notAfter(Instant time) {
    int index = firstAfter(time) - 1;
    return index < 0 ? null : Instant.ofEpochMilli(begins[index]);
  }

  /** The first begin after a time; null where there is none. */
  synchronized @Nullable Instant after(Instant time) {
    int index = firstAfter(time);
    return index == count ? null : Instant.ofEpochMilli(begins[index]);
  }

  private int firstAfter(Instant time) {
    long millis =
        time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : millis(time);
    while (!ended && begins[count - 1] <= millis) {
      findNext();
    }
    int index = Arrays.binarySearch(begins, 0, count, millis);
    while (index >= 0 && index < count && begins[index] <= millis) {
      index++;
    }
    return index < 0 ? -index - 1 : index;
  }

  private static long millis(Instant time) {
    return time.isBefore(Instant.EPOCH) ? -1 : time.toEpochMilli();
  }

  private void findNext() {
    if (count == MOST || !rule.hasNext()) {
      ended = true;
      return;
    }
    DateTime next = rule.nextDateTime();
    if (next.getYear() > LAST_YEAR) {
      ended = true;
      return;
    }
    // In a gap this is the time by the offset before it, in an overlap the first.
    Instant begin = local(next).withNano(nanos).atZone(zone).toInstant();
    if (last != null && begin.isAfter(last)) {
      ended = true;
    } else if (begin.toEpochMilli() > begins[count - 1]) {
      begins = count == begins.length ? Arrays.copyOf(begins, 2 * count) : begins;
      begins[count++] = begin.toEpochMilli();
    }
  }
}
