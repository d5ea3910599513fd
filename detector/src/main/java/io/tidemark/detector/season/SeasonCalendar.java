package io.tidemark.detector.season;

import io.tidemark.detector.definition.Holidays;
import io.tidemark.detector.definition.Season;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/** Which hour of which kind of day a time is, where the keys are. For one thread. */
final class SeasonCalendar {
  static final int HOURS = 24;
  static final int DAYS = 7;

  private static final long HOUR_SECONDS = 3600;

  /** Clocks are set at the start of such a step only. */
  private static final long STEP_SECONDS = 900;

  private static final int DAYS_KEPT = 64;

  private final ZoneRules rules;
  private final Holidays holidays;
  private long step = Long.MIN_VALUE;
  private long offset;

  /** Kinds of days that were asked for lately, by the day's number: windows go back over many. */
  private final long[] days = new long[DAYS_KEPT];

  private final int[] kinds = new int[DAYS_KEPT];

  SeasonCalendar(Season season) {
    rules = season.zone().getRules();
    holidays = season.holidays();
    Arrays.fill(days, Long.MIN_VALUE);
  }

  /** Local time in seconds since the local epoch. */
  long local(long millis) {
    long seconds = Math.floorDiv(millis, 1000);
    long now = Math.floorDiv(seconds, STEP_SECONDS);
    if (now != step) {
      offset = rules.getOffset(Instant.ofEpochSecond(seconds)).getTotalSeconds();
      step = now;
    }
    return seconds + offset;
  }

  /** Number of the local hour. */
  static long hour(long local) {
    return Math.floorDiv(local, HOUR_SECONDS);
  }

  /** Number of the local day that an hour is of. */
  static long day(long hour) {
    return Math.floorDiv(hour, (long) HOURS);
  }

  /** Hour of the day, 0 to 23. */
  static int hourOfDay(long hour) {
    return (int) Math.floorMod(hour, (long) HOURS);
  }

  /** Day of the week, 0 for Monday; a holiday is a Sunday. */
  int dayOfWeek(long hour) {
    long now = day(hour);
    int place = (int) Math.floorMod(now, (long) DAYS_KEPT);
    if (days[place] != now) {
      LocalDate date = LocalDate.ofEpochDay(now);
      DayOfWeek weekday = holidays.contains(date) ? DayOfWeek.SUNDAY : date.getDayOfWeek();
      kinds[place] = weekday.getValue() - 1;
      days[place] = now;
    }
    return kinds[place];
  }
}
