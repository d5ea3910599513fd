package io.tidemark.detector.window;

import io.tidemark.detector.linear.Clip;
import io.tidemark.detector.season.FeatureLevels;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key's normal level of each feature: location and scale, learned from its warm-up. In front of
 * the model, so that one model serves a fleet of unlike keys.
 */
public final class FeatureBaseline implements FeatureLevels {
  /** Standard scores are clipped to this, so that one wild channel cannot swamp the rest. */
  public static final float CLIP = 10;

  /** Standard scores at the ends of the normal range. */
  private static final double NORMAL = 3;

  /**
   * In scales: a value that is further away moves the baseline no more than one at this distance.
   */
  private static final double FURTHEST = 3;

  /** In scales: a level that is further from zero is taken off before a value is float32. */
  private static final double FAR = 1000;

  private final double[] location;
  private final float[] scale;

  /** Ticks that it was learned from, as far as they count. */
  private final int ticks;

  /** Features of which no value that was learned from is below zero, such as counts. */
  private final BitSet neverNegative;

  private FeatureBaseline(double[] location, float[] scale, int ticks, BitSet neverNegative) {
    this.location = location;
    this.scale = scale;
    this.ticks = ticks;
    this.neverNegative = neverNegative;
  }

  /**
   * The baseline of a key with these statistics. A feature strays further than its warm-up shows,
   * as far as those of the fleet do. One that stood still may move as it does with other keys; one
   * that never moved anywhere shows the first movement at its full size.
   *
   * @param statistics one a feature
   * @param ticks that they are learned from
   */
  static FeatureBaseline of(List<FeatureStatistics> statistics, FleetFeatures fleet, int ticks) {
    double[] location = new double[statistics.size()];
    float[] scale = new float[location.length];
    BitSet neverNegative = new BitSet();
    for (int f = 0; f < location.length; f++) {
      FeatureStatistics learned = statistics.get(f);
      double own = learned.scale();
      location[f] = learned.location();
      double moves = own > 0 ? own * fleet.wander(f) : fleet.usualScale(f);
      scale[f] = (float) Math.max(moves, Bulk.rounding(learned.location()));
      neverNegative.set(f, learned.neverNegative());
    }
    return new FeatureBaseline(location, scale, ticks, neverNegative);
  }

  /** Whether the feature had values in the warm-up; without, nothing is known of it. */
  @Override
  public boolean knows(int feature) {
    return !Double.isNaN(location[feature]);
  }

  /**
   * The baseline after more ticks.
   *
   * @param rows latest ticks, {@code [ticks, F]}, short of {@code origin}; NaN for what is missing
   * @param negative features with a value below zero in them
   * @param passed ticks that they stand for
   * @param memory ticks that count at most
   * @param horizon ticks in which the location moves by no more than a scale, and the scale no more
   *     than doubles
   */
  FeatureBaseline after(
      float[] rows,
      double @Nullable [] origin,
      BitSet negative,
      int passed,
      int memory,
      int horizon) {
    double[] locations = location.clone();
    float[] scales = scale.clone();
    int counted = Math.min(ticks + passed, memory);
    double weight = (double) passed / counted;
    for (int f = 0; f < locations.length; f++) {
      double limit = FURTHEST * scale[f];
      double sum = 0;
      double squares = 0;
      int n = 0;
      for (int i = f; i < rows.length; i += locations.length) {
        double difference = rows[i] + (origin == null ? 0 : origin[f]) - location[f];
        if (!Double.isNaN(difference)) {
          difference = Clip.within(difference, limit);
          sum += difference;
          squares += difference * difference;
          n++;
        }
      }
      if (n > 0) {
        double most = scale[f] * passed / (double) horizon;
        double shift = Clip.within(weight * sum / n, most);
        double variance = (double) scale[f] * scale[f];
        locations[f] += shift;
        scales[f] =
            (float)
                Math.sqrt(
                    Math.max(0, variance + weight * (squares / n - variance) - shift * shift));
        scales[f] = (float) Math.min(scales[f], scale[f] * (1.0 + (double) passed / horizon));
        scales[f] = (float) Math.max(scales[f], Bulk.rounding(locations[f]));
      }
    }
    BitSet stillNever = (BitSet) neverNegative.clone();
    stillNever.andNot(negative);
    return new FeatureBaseline(locations, scales, counted, stillNever);
  }

  /** Whether it knows a feature that another does not. */
  boolean knowsMoreThan(FeatureBaseline other) {
    for (int f = 0; f < location.length; f++) {
      if (knows(f) && !other.knows(f)) {
        return true;
      }
    }
    return false;
  }

  /** This baseline with what only another knows. */
  FeatureBaseline completedBy(FeatureBaseline other) {
    double[] locations = location.clone();
    float[] scales = scale.clone();
    BitSet bits = (BitSet) neverNegative.clone();
    for (int f = 0; f < locations.length; f++) {
      if (!knows(f)) {
        locations[f] = other.location[f];
        scales[f] = other.scale[f];
        bits.set(f, other.neverNegative.get(f));
      }
    }
    return new FeatureBaseline(locations, scales, ticks, bits);
  }

  /**
   * What values are to be held against so that float32 shows how they move, by feature, {@code
   * [F]}; null where that is zero for all.
   */
  double @Nullable [] origin() {
    double[] origin = new double[location.length];
    boolean far = false;
    for (int f = 0; f < origin.length; f++) {
      if (Math.abs(location[f]) > FAR * scale[f]) {
        origin[f] = location[f];
        far = true;
      }
    }
    return far ? origin : null;
  }

  /**
   * The raw value as a clipped standard score; NaN where the value or the feature is not known.
   *
   * @param raw unit of the feature
   */
  public float normalise(int feature, double raw) {
    return (float) Clip.within((raw - location[feature]) / scale[feature], CLIP);
  }

  /**
   * Makes clipped standard scores of all values of a window, as {@link #normalise(int, double)}
   * does of one.
   *
   * @param window {@code [W,F]} row-major, short of {@code origin}; NaN for what is missing
   * @param season {@code [W,F]} in raw units, taken off first; empty for nothing
   */
  void normalise(float[] window, double @Nullable [] origin, float[] season) {
    int features = location.length;
    double[] shift = new double[features];
    for (int f = 0; f < features; f++) {
      shift[f] = (origin == null ? 0 : origin[f]) - location[f];
    }
    boolean seasonal = season.length > 0;
    for (int row = 0; row < window.length; row += features) {
      for (int f = 0; f < features; f++) {
        double difference = window[row + f] + shift[f] - (seasonal ? season[row + f] : 0);
        window[row + f] = (float) Clip.within(difference / scale[f], CLIP);
      }
    }
  }

  /** The value of a feature that has this standard score, raw unit. */
  public double raw(int feature, float score) {
    return location[feature] + (double) score * scale[feature];
  }

  /** Location of a feature, raw unit; NaN where nothing is known of it. */
  @Override
  public double location(int feature) {
    return location[feature];
  }

  /** Scale of a feature, raw unit, over 0. */
  @Override
  public float scale(int feature) {
    return scale[feature];
  }

  /**
   * Lower end of a feature's normal range as people see it, raw unit: not below zero if the feature
   * never was, since "normal -3 to 12" makes no sense for a count.
   *
   * @param seasonal what the season adds to the feature's level
   */
  public double low(int feature, double seasonal) {
    double low = low(feature) + seasonal;
    return neverNegative.get(feature) ? Math.max(0, low) : low;
  }

  /** Upper end of the same range. */
  public double high(int feature, double seasonal) {
    return high(feature) + seasonal;
  }

  /** Lower end of the range of usual deviations, without a season, raw unit. */
  public double low(int feature) {
    return location[feature] - NORMAL * (double) scale[feature];
  }

  /** Upper end of the same range. */
  public double high(int feature) {
    return location[feature] + NORMAL * (double) scale[feature];
  }

  void write(DataOutput out) throws IOException {
    for (double value : location) {
      out.writeDouble(value);
    }
    StateFormat.writeFloats(scale, scale.length, out);
    StateFormat.writeCount(ticks, out);
    out.write(Arrays.copyOf(neverNegative.toByteArray(), bytes(location.length)));
  }

  private static int bytes(int features) {
    return (features + Byte.SIZE - 1) / Byte.SIZE;
  }

  static FeatureBaseline read(int features, DataInput in) throws IOException {
    double[] location = new double[features];
    for (int f = 0; f < features; f++) {
      location[f] = in.readDouble();
    }
    float[] scale = new float[features];
    StateFormat.readFloats(scale, features, in);
    int ticks = (int) StateFormat.readCount(in);
    byte[] neverNegative = new byte[bytes(features)];
    in.readFully(neverNegative);
    return new FeatureBaseline(location, scale, ticks, BitSet.valueOf(neverNegative));
  }
}
