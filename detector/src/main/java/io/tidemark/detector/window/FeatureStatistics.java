package io.tidemark.detector.window;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is normal of one feature, learned from values of which up to a quarter may be wrong. Neither
 * the zero of the feature's unit nor the unit itself matters.
 *
 * <p>Half of the values, those that lie closest together, give a centre and a spread. A value many
 * spreads away is wrong, unless such values come back: bursts of traffic, a pump that starts and a
 * defrost cycle are rare and far from most values, but they are how the key behaves. A median
 * absolute deviation would be 0 for such features.
 *
 * @param location mean of the values that are not wrong, raw unit
 * @param scale their standard deviation, and at least half a step of quantisation; 0 where the
 *     feature stood still
 * @param lowest a value under this is wrong
 * @param highest a value over this is wrong
 * @param doubtful whether more is wrong than can be told from what is right; all but the absurd
 *     counts then
 * @param neverNegative whether there are values and none that is not wrong is below zero
 */
public record FeatureStatistics(
    double location,
    double scale,
    double lowest,
    double highest,
    boolean doubtful,
    boolean neverNegative) {

  /** Of a feature that never had a value. */
  static final FeatureStatistics UNKNOWN =
      new FeatureStatistics(
          Double.NaN, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, false);

  /** In spreads: further from the centre is wrong, unless it comes back. */
  private static final double FAR = 5;

  /** In spreads: so is what lies beyond a gap like this, from where values get rare on. */
  private static final double GAP = 1.5;

  private static final double RARE = 0.7;

  /** Of so few values the spread may be half of what it should be. */
  private static final double UNSURE = 20;

  /** A value that stands alone is wrong only if it is so many times further away. */
  private static final double GLITCH = 2;

  /** A run of so many values does not stand alone. */
  private static final int STRETCH = 5;

  /** In spreads: no reading of the key, unless bursts of all sizes lead up to it. */
  private static final double ABSURD = 1000;

  /** Bursts of all sizes: how much further away each may be than the next smaller one, at most. */
  private static final double NEXT_SIZE = 30;

  /** What comes back has more runs than this, of about the same size. */
  private static final int FEW_RUNS = 3;

  private static final double SAME_SIZE = 100;

  /** Of the distances between neighbouring values: the smallest of all may be rounding. */
  private static final double STEP_QUANTILE = 0.1;

  /** Values that are no further apart than this belong to one run. */
  private static final int RUN_GAP = 3;

  /** If a larger share of the values is far away, it is not known which are right. */
  private static final double MOST_WRONG = 0.25;

  /**
   * Learns from values.
   *
   * @param values finite, in time order
   * @param usual scale that the feature has with most keys of the fleet, raw unit; 0 where unknown
   */
  public static FeatureStatistics of(double[] values, double usual) {
    if (values.length == 0) {
      return UNKNOWN;
    }
    Bulk bulk = Bulk.of(values);
    double spread = spread(values, bulk, usual);
    double unsure = spread * (1 + UNSURE / values.length);
    boolean[] wrong = apart(values, bulk.centre(), GLITCH * unsure);
    addStretches(wrong, apart(values, bulk.centre(), unsure));
    boolean[] absurd = far(values, bulk.centre(), ABSURD * spread);
    boolean bursts = comesBack(values, absurd, bulk.centre()) && ofAllSizes(values, bulk, spread);
    if (bursts) {
      Arrays.fill(absurd, false);
    }
    boolean[] rest = new boolean[values.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = wrong[i] && !absurd[i];
    }
    boolean own = bursts || comesBack(values, rest, bulk.centre());
    boolean doubtful = !own && count(wrong) > MOST_WRONG * values.length;
    return summary(values, own || doubtful ? absurd : wrong, bulk, doubtful);
  }

  /**
   * Whether the values far from the centre are of all sizes, as bursts of megabytes are in traffic
   * of mostly a few bytes. A glitch stands alone.
   */
  private static boolean ofAllSizes(double[] values, Bulk bulk, double spread) {
    double before = FAR * spread;
    for (double size : sizes(values, far(values, bulk.centre(), before), bulk.centre())) {
      if (size > NEXT_SIZE * before) {
        return false;
      }
      before = size;
    }
    return true;
  }

  /** Values that are far from the centre, or beyond a gap. */
  private static boolean[] apart(double[] values, double centre, double spread) {
    return outside(
        values,
        centre - distance(values, centre, spread, -1),
        centre + distance(values, centre, spread, 1));
  }

  /** Adds runs of values that are apart by less. */
  private static void addStretches(boolean[] wrong, boolean[] apart) {
    int run = 0;
    for (int i = 0; i <= apart.length; i++) {
      if (i < apart.length && apart[i]) {
        run++;
      } else {
        if (run >= STRETCH) {
          Arrays.fill(wrong, i - run, i, true);
        }
        run = 0;
      }
    }
  }

  /** From which distance on values on one side are far from the centre. */
  private static double distance(double[] values, double centre, double spread, int side) {
    double[] distances =
        Arrays.stream(values).map(value -> side * (value - centre)).sorted().toArray();
    double before = RARE * spread;
    for (double distance : distances) {
      if (distance - before > GAP * spread) {
        return Math.min(before, FAR * spread);
      }
      before = Math.max(before, distance);
    }
    return FAR * spread;
  }

  /** Of a feature that mostly stood still: the size of what comes back, or else the fleet's. */
  private static double spread(double[] values, Bulk bulk, double usual) {
    if (bulk.still()) {
      boolean[] moved = far(values, bulk.centre(), bulk.rounding());
      if (comesBack(values, moved, bulk.centre())) {
        double[] sizes = sizes(values, moved, bulk.centre());
        return Math.max(usual, sizes[sizes.length / 2]);
      }
    }
    return Math.max(Math.max(usual, bulk.spread()), bulk.rounding());
  }

  private static FeatureStatistics summary(
      double[] values, boolean[] wrong, Bulk bulk, boolean doubtful) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double mean = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < values.length; i++) {
      if (!wrong[i]) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
        double difference = values[i] - bulk.centre();
        double before = difference - mean;
        mean += before / ++n;
        squares += before * (difference - mean);
      }
    }
    boolean clean = n == values.length;
    double deviation = Math.max(Math.sqrt(squares / n), step(values, wrong, bulk.rounding()) / 2);
    return new FeatureStatistics(
        bulk.centre() + mean,
        deviation > bulk.rounding() ? deviation : 0,
        clean ? Double.NEGATIVE_INFINITY : low,
        clean ? Double.POSITIVE_INFINITY : high,
        doubtful,
        low >= 0);
  }

  /** Smallest distance between right values that differ, nearly; 0 where all are equal. */
  private static double step(double[] values, boolean[] wrong, double rounding) {
    double[] sorted =
        IntStream.range(0, values.length)
            .filter(i -> !wrong[i])
            .mapToDouble(i -> values[i])
            .sorted()
            .toArray();
    double[] distances =
        IntStream.range(1, sorted.length)
            .mapToDouble(i -> sorted[i] - sorted[i - 1])
            .filter(distance -> distance > rounding)
            .sorted()
            .toArray();
    return distances.length == 0 ? 0 : distances[(int) (STEP_QUANTILE * (distances.length - 1))];
  }

  /** Whether these values return again and again at about the same size. */
  private static boolean comesBack(double[] values, boolean[] flags, double centre) {
    int runs = 0;
    int gap = RUN_GAP + 1;
    for (boolean flag : flags) {
      runs += flag && gap > RUN_GAP ? 1 : 0;
      gap = flag ? 1 : gap + 1;
    }
    if (runs <= FEW_RUNS) {
      return false;
    }
    double[] sizes = sizes(values, flags, centre);
    return sizes[3 * sizes.length / 4] <= SAME_SIZE * sizes[sizes.length / 4];
  }

  private static double[] sizes(double[] values, boolean[] flags, double centre) {
    return IntStream.range(0, values.length)
        .filter(i -> flags[i])
        .mapToDouble(i -> Math.abs(values[i] - centre))
        .sorted()
        .toArray();
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  private static boolean[] far(double[] values, double centre, double distance) {
    return outside(values, centre - distance, centre + distance);
  }

  private static boolean[] outside(double[] values, double low, double high) {
    boolean[] outside = new boolean[values.length];
    for (int i = 0; i < outside.length; i++) {
      outside[i] = values[i] < low || values[i] > high;
    }
    return outside;
  }

  /** Whether a value is not wrong. */
  public boolean accepts(double value) {
    return value >= lowest && value <= highest;
  }

  /** Whether the feature ever had a value. */
  boolean known() {
    return !Double.isNaN(location);
  }
}
