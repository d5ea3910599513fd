package io.tidemark.detector.season;

import static io.tidemark.detector.season.SeasonCalendar.DAYS;
import static io.tidemark.detector.season.SeasonCalendar.HOURS;

import io.tidemark.detector.linear.Clip;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one feature of a key does by the hour of the day and the day of the week: a mean for each of
 * the 24 hours and, after a week and where the season is open, what each of the 7 days adds. An
 * hour is learned when it is over, so that what it is held against comes from earlier days alone.
 * In units of the scale that the feature had at first.
 *
 * <p>Each day tells whether the season explains the feature: how far it strayed from the day's mean
 * with and without the season, which knows of earlier days alone. The season is open, which means
 * taken off, while it explains enough and enough days have said so. It comes and goes step by step,
 * an hour each, so that neither looks like an anomaly.
 */
final class FeatureSeason {
  /** Ticks, all zero, that an hour's mean starts from. */
  private static final double PRIOR_TICKS = 12;

  /** Share of the variance that a season must explain to be opened. */
  private static final double EXPLAINS = 0.1;

  /** It is closed again when it explains less than this. */
  private static final double EXPLAINS_NOTHING = EXPLAINS / 2;

  /**
   * Sum over days of the logarithm of the variance without the season over that with it: a ratio of
   * likelihoods of 100 for a feature that moves four times a day. Days that look alike by chance do
   * not come to this.
   */
  private static final double ENOUGH_EVIDENCE = 2.3;

  private static final double MOST_EVIDENCE = 2 * ENOUGH_EVIDENCE;

  /** What one day can add or take. */
  private static final double MOST_OF_A_DAY = ENOUGH_EVIDENCE / 2;

  /** A day of which less than this share was seen says nothing. */
  private static final double LEAST_OF_A_DAY = 1.0 / 8;

  private static final int FEWEST_DAYS = 2;

  /** Days that count at most in the mean of an hour, or in how much of the variance it explains. */
  private static final int HOUR_MEMORY = 28;

  private static final int VARIANCE_MEMORY = 14;

  /**
   * After a week, a day that strays further counts as one of this many times the usual variance.
   */
  private static final double MOST_OF_A_VARIANCE = 4;

  /** Weeks that count at most in what a day of the week adds. */
  private static final int WEEK_MEMORY = 8;

  /** In standard deviations: a value that is further away counts as one at this distance. */
  private static final double FURTHEST = 3;

  private static final double FURTHEST_OF_VARIANCE = 10;

  /** In first scales: squares of what is further away could not be kept. */
  private static final double ABSURD = 1e15;

  /** Square of a scale that counts as none. */
  private static final double TINY = 1e-6;

  /** How much less is learned of an hour in which an incident is open. */
  private static final double INCIDENT_SHARE = 0.25;

  /** Steps in which a season comes and goes. */
  private static final int STEPS = 24;

  private final double from;
  private final float unit;
  private final float[] hours = new float[HOURS];

  /** What each day of the week adds; null where that has not been learned. */
  private float @Nullable [] days;

  /** Of the hour that is not over: sum of the distances from its mean, and ticks. */
  private float sum;

  private int count;

  private int ticks;

  /** Of the day that is not over: sums and squares without the season taken off, and with it. */
  private double rawSum;

  private double rawSquares;
  private double leftSum;
  private double leftSquares;
  private int seen;

  /** Days that the variances within a day are means of. */
  private int judged;

  private float rawVariance = 1;
  private float leftVariance = 1;
  private float evidence;
  private boolean open;
  private int steps;

  /** Mean of the hours and days that the feature's level stands for; follows from them. */
  private double level;

  /**
   * @param from level of the feature now, raw unit
   * @param unit its scale, raw unit
   */
  FeatureSeason(double from, float unit) {
    this.from = from;
    this.unit = unit;
    Arrays.fill(hours, Float.NaN);
  }

  /** Whether any of it is taken off. */
  boolean active() {
    return steps > 0;
  }

  /** What is to be taken off a value, raw unit. */
  double amount(SeasonMoment moment) {
    return steps == 0 ? 0 : expected(moment) * unit * steps / STEPS;
  }

  /** Distance from the feature's level; 0 where the hour has not been learned. */
  private double expected(SeasonMoment moment) {
    double earlier = slot(moment.hour(), moment.day());
    double later = slot(moment.nextHour(), moment.nextDay());
    double between = earlier + moment.share() * (later - earlier);
    if (Double.isNaN(between)) {
      between = Double.isNaN(earlier) ? later : earlier;
    }
    return Double.isNaN(between) ? 0 : between - level;
  }

  private double slot(int hour, int day) {
    return (double) hours[hour] + (days == null ? 0 : days[day]);
  }

  /**
   * Takes a tick of the hour that is not over.
   *
   * @param value raw unit, a number
   * @param ticksOfDay of a whole one
   */
  void add(double value, SeasonMoment moment, int hour, int weekday, int ticksOfDay) {
    double raw = Clip.within((value - from) / unit, ABSURD);
    double spread = Math.max(1, Math.sqrt(rawVariance));
    double near = Clip.within(raw - level, FURTHEST_OF_VARIANCE * spread);
    double left = near - expected(moment);
    rawSum += near;
    rawSquares += near * near;
    leftSum += left;
    leftSquares += left * left;
    seen++;
    double known = slot(hour, weekday);
    double distance = raw - (Double.isNaN(known) ? 0 : known);
    sum = (float) (sum + Clip.within(distance, FURTHEST * spread));
    count++;
  }

  /**
   * Learns the hour that is over.
   *
   * @param calm whether it is over without an open incident
   * @param atOnce whether the season may come and go in one step
   * @param ticksOfDay of a whole one
   * @param hoursOfLevel which hours the feature's level stands for, a bit each
   */
  void endHour(
      int hour, int weekday, boolean calm, boolean atOnce, int ticksOfDay, int hoursOfLevel) {
    if (count == 0) {
      return;
    }
    double mean = sum / count;
    double weight = calm ? count : count * INCIDENT_SHARE;
    double before = Math.min((double) ticks, HOUR_MEMORY * (double) ticksOfDay) / HOURS;
    float known = Float.isNaN(hours[hour]) ? 0 : hours[hour];
    hours[hour] = (float) (known + mean * weight / (PRIOR_TICKS + before + weight));
    int firstWeek = DAYS * ticksOfDay;
    if (ticks >= firstWeek && (open || days != null)) {
      float[] added = days == null ? new float[DAYS] : days;
      double prior = Math.min(HOURS * PRIOR_TICKS, ticksOfDay);
      double most = WEEK_MEMORY * (double) ticksOfDay;
      double learned = Math.min((ticks - firstWeek) / (double) DAYS, most);
      added[weekday] += (float) (mean * weight / (prior + learned + weight));
      days = added;
    }
    long most = Math.min(Integer.MAX_VALUE, (1L + WEEK_MEMORY) * firstWeek);
    ticks = (int) Math.min((long) ticks + count, most);
    sum = 0;
    count = 0;
    levelOut(hoursOfLevel);
    int step = atOnce ? STEPS : 1;
    steps = open ? Math.min(STEPS, steps + step) : Math.max(0, steps - step);
  }

  /** Judges the season by the day that is over. */
  void endDay(int ticksOfDay) {
    if (seen >= Math.max(2, LEAST_OF_A_DAY * ticksOfDay)) {
      double raw = variance(rawSum, rawSquares, seen);
      double left = variance(leftSum, leftSquares, seen);
      double wild = raw / (MOST_OF_A_VARIANCE * rawVariance + TINY);
      double share = judged >= DAYS && wild > 1 ? 1 / wild : 1;
      judged = Math.min(judged + 1, VARIANCE_MEMORY);
      rawVariance = (float) (rawVariance + (share * raw - rawVariance) / judged);
      leftVariance = (float) (leftVariance + (share * left - leftVariance) / judged);
      double says = Math.log((raw + TINY) / (left + TINY));
      says = Clip.within(says, MOST_OF_A_DAY);
      evidence = (float) Math.max(0, Math.min(MOST_EVIDENCE, evidence + says));
      double explained = 1 - leftVariance / Math.max(TINY, rawVariance);
      open =
          open
              ? evidence > 0 && explained >= EXPLAINS_NOTHING
              : evidence >= ENOUGH_EVIDENCE
                  && explained >= EXPLAINS
                  && ticks >= FEWEST_DAYS * ticksOfDay;
    }
    rawSum = 0;
    rawSquares = 0;
    leftSum = 0;
    leftSquares = 0;
    seen = 0;
  }

  private static double variance(double sum, double squares, int n) {
    double mean = sum / n;
    return Math.max(0, squares / n - mean * mean);
  }

  private void levelOut(int hoursOfLevel) {
    double sumOfHours = 0;
    int known = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      if ((hoursOfLevel >>> hour & 1) == 1 && !Float.isNaN(hours[hour])) {
        sumOfHours += hours[hour];
        known++;
      }
    }
    double sumOfDays = 0;
    for (int day = 0; days != null && day < DAYS; day++) {
      sumOfDays += days[day];
    }
    level = (known == 0 ? 0 : sumOfHours / known) + sumOfDays / DAYS;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(from);
    out.writeFloat(unit);
    StateFormat.writeFloats(hours, HOURS, out);
    out.writeBoolean(days != null);
    if (days != null) {
      StateFormat.writeFloats(days, DAYS, out);
    }
    out.writeFloat(sum);
    StateFormat.writeCount(count, out);
    StateFormat.writeCount(ticks, out);
    out.writeDouble(rawSum);
    out.writeDouble(rawSquares);
    out.writeDouble(leftSum);
    out.writeDouble(leftSquares);
    StateFormat.writeCount(seen, out);
    out.writeByte(judged);
    out.writeFloat(rawVariance);
    out.writeFloat(leftVariance);
    out.writeFloat(evidence);
    out.writeByte(steps << 1 | (open ? 1 : 0));
  }

  static FeatureSeason read(int hoursOfLevel, DataInput in) throws IOException {
    FeatureSeason season = new FeatureSeason(in.readDouble(), in.readFloat());
    StateFormat.readFloats(season.hours, HOURS, in);
    if (in.readBoolean()) {
      float[] days = new float[DAYS];
      StateFormat.readFloats(days, DAYS, in);
      season.days = days;
    }
    season.sum = in.readFloat();
    season.count = (int) StateFormat.readCount(in);
    season.ticks = (int) StateFormat.readCount(in);
    season.rawSum = in.readDouble();
    season.rawSquares = in.readDouble();
    season.leftSum = in.readDouble();
    season.leftSquares = in.readDouble();
    season.seen = (int) StateFormat.readCount(in);
    season.judged = in.readUnsignedByte();
    season.rawVariance = in.readFloat();
    season.leftVariance = in.readFloat();
    season.evidence = in.readFloat();
    int state = in.readUnsignedByte();
    season.steps = state >>> 1;
    season.open = (state & 1) == 1;
    season.levelOut(hoursOfLevel);
    return season;
  }
}
