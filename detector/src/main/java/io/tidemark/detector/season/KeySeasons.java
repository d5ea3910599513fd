package io.tidemark.detector.season;

import static io.tidemark.detector.season.SeasonCalendar.HOURS;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Season;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Learns what the keys of one detector do by the hour of the day and the day of the week, tick by
 * tick, and says how much of it is to be taken off. The state of a key is a {@link KeySeason}. For
 * one thread.
 */
public final class KeySeasons {
  private static final float[] NOTHING = {};
  private static final int ALL_HOURS = (1 << HOURS) - 1;
  private static final long HOUR_SECONDS = 3600;

  private final SeasonCalendar calendar;
  private final int fingerprint;
  private final int features;
  private final boolean follows;
  private final long tickMillis;

  private final int ticksOfDay;

  private KeySeasons(DetectorDefinition definition) {
    Season season = definition.baseline().season();
    calendar = new SeasonCalendar(season);
    fingerprint = season.zone().getId().hashCode();
    features = definition.features().size();
    follows = definition.baseline().follow();
    tickMillis = definition.window().tick().toMillis();
    ticksOfDay = (int) Math.max(HOURS, Duration.ofDays(1).toMillis() / tickMillis);
  }

  /** Null where a detector's keys have no seasons. */
  public static @Nullable KeySeasons of(DetectorDefinition definition) {
    boolean learned =
        definition.baseline().season().learned()
            && definition.baseline().per() == Baseline.Per.KEY
            && definition.window().tick().compareTo(Season.LONGEST_TICK) <= 0;
    return learned ? new KeySeasons(definition) : null;
  }

  /** The season of a key of which nothing has been learned yet. */
  public KeySeason start() {
    return new KeySeason(fingerprint, ALL_HOURS, features);
  }

  /** Whether a key's state means the same by this calendar. */
  public boolean fits(KeySeason season) {
    return season.calendar == fingerprint;
  }

  /** As {@link #start}, of a key whose warm-up follows: its level stands for the hours of that. */
  public KeySeason startWarmUp() {
    return new KeySeason(fingerprint, follows ? ALL_HOURS : 0, features);
  }

  /** Takes a tick of the warm-up. */
  public void warmUp(KeySeason season, long tick, double[] values, FeatureLevels levels) {
    if (!follows) {
      season.hoursOfLevel |= 1 << SeasonCalendar.hourOfDay(hour(tick));
    }
    if (endsHour(season, tick)) {
      endHour(season, tick, true, true);
    }
    add(season, tick, values, levels);
  }

  /** Whether the hour that the key is in ends before the tick. */
  public boolean endsHour(KeySeason season, long tick) {
    return season.hour != KeySeason.NO_HOUR && season.hour != hour(tick);
  }

  /**
   * Learns the hour that has ended.
   *
   * @param tick the first of another hour
   * @param calm whether no incident of the key is open
   */
  public void endHour(KeySeason season, long tick, boolean calm) {
    endHour(season, tick, calm, false);
  }

  private void endHour(KeySeason season, long tick, boolean calm, boolean atOnce) {
    boolean dayEnds = SeasonCalendar.day(season.hour) != SeasonCalendar.day(hour(tick));
    int hour = SeasonCalendar.hourOfDay(season.hour);
    int weekday = calendar.dayOfWeek(season.hour);
    for (FeatureSeason feature : season.features) {
      if (feature == null) {
        continue;
      }
      if (dayEnds) {
        feature.endDay(ticksOfDay);
      }
      feature.endHour(hour, weekday, calm, atOnce, ticksOfDay, season.hoursOfLevel);
    }
  }

  /**
   * Takes a tick that had events.
   *
   * @param values {@code [F]}, raw units; NaN where there is none
   * @param levels of the key now
   */
  public void add(KeySeason season, long tick, double[] values, FeatureLevels levels) {
    SeasonMoment moment = moment(tick);
    season.hour = hour(tick);
    int hour = SeasonCalendar.hourOfDay(season.hour);
    int weekday = calendar.dayOfWeek(season.hour);
    for (int f = 0; f < features; f++) {
      if (Double.isNaN(values[f])) {
        continue;
      }
      FeatureSeason feature = season.features[f];
      if (feature == null && levels.knows(f) && values[f] != levels.location(f)) {
        feature = new FeatureSeason(levels.location(f), levels.scale(f));
        season.features[f] = feature;
      }
      if (feature != null) {
        feature.add(values[f], moment, hour, weekday, ticksOfDay);
      }
    }
  }

  /**
   * What is to be taken off ticks in a row.
   *
   * @param lastTick the last of them
   * @return {@code [ticks,F]} row-major, raw units; empty where nothing is to be taken off
   */
  public float[] amounts(@Nullable KeySeason season, long lastTick, int ticks) {
    if (season == null || !season.active()) {
      return NOTHING;
    }
    float[] amounts = new float[ticks * features];
    for (int row = 0; row < ticks; row++) {
      SeasonMoment moment = moment(lastTick - ticks + 1 + row);
      for (int f = 0; f < features; f++) {
        FeatureSeason feature = season.features[f];
        amounts[row * features + f] = feature == null ? 0 : (float) feature.amount(moment);
      }
    }
    return amounts;
  }

  private long hour(long tick) {
    return SeasonCalendar.hour(calendar.local(middle(tick)));
  }

  private long middle(long tick) {
    return tick * tickMillis + tickMillis / 2;
  }

  private SeasonMoment moment(long tick) {
    long local = calendar.local(middle(tick)) - HOUR_SECONDS / 2;
    long before = SeasonCalendar.hour(local);
    double share = (double) Math.floorMod(local, HOUR_SECONDS) / HOUR_SECONDS;
    return new SeasonMoment(
        SeasonCalendar.hourOfDay(before),
        calendar.dayOfWeek(before),
        SeasonCalendar.hourOfDay(before + 1),
        calendar.dayOfWeek(before + 1),
        share);
  }
}
