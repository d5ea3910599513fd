package io.tidemark.export.proposal;

import io.tidemark.detector.tick.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How windows are cut, by when the events come.
 *
 * @param tick length of a tick
 * @param length ticks in a window
 * @param lateness how long a tick stays open after its end
 * @param maxGap ticks without events that are bridged
 * @param warmup ticks of a key's warm-up
 * @param ticks ticks of a typical key in the history
 * @param interval seconds between two events of a key, typically
 * @param disorder how far an event was behind another of its key at most
 * @param season what the history shows of a season; null where it is too short to tell
 */
record Timing(
    Duration tick,
    int length,
    Duration lateness,
    int maxGap,
    int warmup,
    int ticks,
    double interval,
    Duration disorder,
    @Nullable String season) {
  private static final long[] NICE_MILLIS = {
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    20_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_200_000,
    1_800_000,
    3_600_000,
    7_200_000,
    14_400_000,
    21_600_000,
    43_200_000,
    86_400_000
  };

  /** Events of a tick, so that their number and sums mean something. */
  private static final int EVENTS_OF_A_TICK = 8;

  private static final int[] LENGTHS = {5, 10, 15, 20, 30};

  /**
   * Windows that lie side by side in a typical key's history; half of them are its warm-up's.
   * Windows that overlap say little more of what is normal.
   */
  private static final double WINDOWS_OF_A_HISTORY = 40;

  private static final int WARM_UP = 400;
  private static final int MORE_THAN_A_WINDOW = 7;
  private static final Duration LATENESS = Duration.ofSeconds(5);
  private static final int LEAST_GAP = 20;
  private static final int LARGEST_GAP = 100;
  private static final double DAY = 86_400;

  /**
   * @param observations in the order of the log
   * @param features number of features
   * @param irregular whether events come by chance rather than on a schedule
   */
  static Timing of(
      List<Observation> observations, KeyedSeries series, int features, boolean irregular) {
    double interval = interval(series, features);
    double wanted = irregular ? interval * EVENTS_OF_A_TICK : interval;
    Duration tick = Duration.ofMillis(nice(Math.round(wanted * 1000 * 0.98)));
    List<Double> ticks = new ArrayList<>();
    List<Double> holes = new ArrayList<>();
    for (List<Observation> ofKey : series.all()) {
      Set<Long> seen = new HashSet<>();
      long last = Long.MIN_VALUE;
      for (Observation observation : ofKey) {
        long number = Math.floorDiv(observation.eventTimeMillis(), tick.toMillis());
        if (seen.add(number)) {
          if (last != Long.MIN_VALUE) {
            holes.add((double) (number - last - 1));
          }
          last = number;
        }
      }
      ticks.add((double) seen.size());
    }
    int typical = (int) Statistics.median(ticks);
    int length = length(typical / WINDOWS_OF_A_HISTORY);
    int warmup = Math.max(length + MORE_THAN_A_WINDOW, Math.min(WARM_UP, typical / 2));
    double hole = holes.isEmpty() ? 0 : Statistics.quantile(holes, 0.999);
    int maxGap = (int) Math.max(LEAST_GAP, Math.min(LARGEST_GAP, 2 * hole));
    Duration disorder = disorder(observations);
    return new Timing(
        tick,
        length,
        lateness(disorder, tick),
        maxGap,
        warmup,
        typical,
        interval,
        disorder,
        season(series, features, tick));
  }

  /** Of the features that come at the commonest pace, the third quartile of a typical key. */
  private static double interval(KeyedSeries series, int features) {
    List<Double> all = new ArrayList<>();
    for (int f = 0; f < features; f++) {
      List<Double> ofKeys = new ArrayList<>();
      for (List<Observation> ofKey : series.all()) {
        List<Double> intervals = KeyedSeries.intervals(ofKey, f);
        if (!intervals.isEmpty()) {
          ofKeys.add(Statistics.quantile(intervals, 0.75));
        }
      }
      if (!ofKeys.isEmpty()) {
        all.add(Statistics.median(ofKeys));
      }
    }
    double middle = Statistics.median(all);
    return Double.isNaN(middle) ? 1 : middle;
  }

  private static long nice(long millis) {
    for (long nice : NICE_MILLIS) {
      if (nice >= millis) {
        return nice;
      }
    }
    return NICE_MILLIS[NICE_MILLIS.length - 1];
  }

  /** The usual length that is nearest. */
  private static int length(double wanted) {
    int nearest = LENGTHS[0];
    for (int length : LENGTHS) {
      if (Math.abs(length - wanted) < Math.abs(nearest - wanted)) {
        nearest = length;
      }
    }
    return nearest;
  }

  private static Duration disorder(List<Observation> observations) {
    Map<String, Long> newest = new HashMap<>();
    List<Double> behind = new ArrayList<>();
    for (Observation observation : observations) {
      String place = observation.key() + "\n" + observation.source().partition();
      long at = observation.eventTimeMillis();
      Long before = newest.get(place);
      if (before != null && at < before) {
        behind.add((double) (before - at));
      } else {
        newest.put(place, at);
        behind.add(0.0);
      }
    }
    double most = behind.isEmpty() ? 0 : Statistics.quantile(behind, 0.999);
    return Duration.ofMillis((long) most);
  }

  private static Duration lateness(Duration disorder, Duration tick) {
    if (disorder.isZero()) {
      return tick.compareTo(LATENESS) < 0 ? tick : LATENESS;
    }
    long wanted = Math.max(disorder.toMillis() * 3 / 2, Math.min(5_000, tick.toMillis()));
    return Duration.ofMillis(nice(wanted));
  }

  /** How much of the features' variance a daily shape explains, where three days are there. */
  private static @Nullable String season(KeyedSeries series, int features, Duration tick) {
    double best = Double.NaN;
    for (List<Observation> ofKey : series.all()) {
      long first = ofKey.get(0).eventTimeMicros();
      long last = ofKey.get(ofKey.size() - 1).eventTimeMicros();
      if ((last - first) / 1e6 < 3 * DAY || tick.toMillis() > 3_600_000) {
        continue;
      }
      for (int f = 0; f < features; f++) {
        double explained = explained(ofKey, f);
        best = Double.isNaN(best) ? explained : Math.max(best, explained);
      }
    }
    if (Double.isNaN(best)) {
      return null;
    }
    return best >= 0.1
        ? "the hour of the day explains up to %.0f %% of a feature's variance".formatted(100 * best)
        : "no feature follows the hour of the day";
  }

  private static double explained(List<Observation> ofKey, int feature) {
    Map<Long, List<Double>> hours = new HashMap<>();
    List<Double> all = new ArrayList<>();
    for (Observation observation : ofKey) {
      double value = observation.values()[feature];
      if (!Double.isNaN(value)) {
        long hour = Math.floorMod(observation.eventTimeMillis() / 3_600_000, 24L);
        hours.computeIfAbsent(hour, h -> new ArrayList<>()).add(value);
        all.add(value);
      }
    }
    if (all.size() < 24) {
      return 0;
    }
    double[] values = all.stream().mapToDouble(Double::doubleValue).toArray();
    double variance = Math.pow(Statistics.deviation(values), 2);
    double mean = Statistics.mean(values);
    double between = 0;
    for (List<Double> of : hours.values()) {
      double own = of.stream().mapToDouble(Double::doubleValue).average().orElse(mean);
      between += of.size() * (own - mean) * (own - mean) / values.length;
    }
    return variance == 0 ? 0 : between / variance;
  }
}
