package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key's normal level of each feature: location and scale, learned from its warm-up. In front of
 * the model, so that one model serves a fleet of unlike keys.
 */
public final class FeatureBaseline {
  /** Standard scores are clipped to this, so that one wild channel cannot swamp the rest. */
  public static final float CLIP = 10;

  /** Standard scores at the ends of the normal range. */
  private static final double NORMAL = 3;

  /** In scales: a level that is further from zero is taken off before a value is float32. */
  private static final double FAR = 1000;

  private final double[] location;
  private final float[] scale;

  private FeatureBaseline(double[] location, float[] scale) {
    this.location = location;
    this.scale = scale;
  }

  /**
   * The baseline of a key with these statistics. A feature strays further than its warm-up shows,
   * as far as those of the fleet do. One that stood still may move as it does with other keys; one
   * that never moved anywhere shows the first movement at its full size.
   *
   * @param statistics one a feature
   */
  static FeatureBaseline of(List<FeatureStatistics> statistics, FleetFeatures fleet) {
    double[] location = new double[statistics.size()];
    float[] scale = new float[location.length];
    for (int f = 0; f < location.length; f++) {
      FeatureStatistics learned = statistics.get(f);
      double own = learned.scale();
      location[f] = learned.location();
      double moves = own > 0 ? own * fleet.wander(f) : fleet.usualScale(f);
      scale[f] = (float) Math.max(moves, Bulk.rounding(learned.location()));
    }
    return new FeatureBaseline(location, scale);
  }

  /** Whether the feature had values in the warm-up; without, nothing is known of it. */
  public boolean knows(int feature) {
    return !Double.isNaN(location[feature]);
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
    for (int f = 0; f < locations.length; f++) {
      if (!knows(f)) {
        locations[f] = other.location[f];
        scales[f] = other.scale[f];
      }
    }
    return new FeatureBaseline(locations, scales);
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
    double score = (raw - location[feature]) / scale[feature];
    return (float) Math.max(-CLIP, Math.min(CLIP, score));
  }

  /** Size in raw units of a difference of standard scores. */
  public double rawDifference(int feature, float scores) {
    return (double) scores * scale[feature];
  }

  /** Location of a feature, raw unit; NaN where nothing is known of it. */
  public double location(int feature) {
    return location[feature];
  }

  /** Scale of a feature, raw unit, over 0. */
  public float scale(int feature) {
    return scale[feature];
  }

  /** Lower end of a feature's normal range, raw unit. */
  public double low(int feature) {
    return location[feature] - NORMAL * (double) scale[feature];
  }

  /** Upper end of a feature's normal range, raw unit. */
  public double high(int feature) {
    return location[feature] + NORMAL * (double) scale[feature];
  }

  void write(DataOutput out) throws IOException {
    for (double value : location) {
      out.writeDouble(value);
    }
    StateFormat.writeFloats(scale, scale.length, out);
  }

  static FeatureBaseline read(int features, DataInput in) throws IOException {
    double[] location = new double[features];
    for (int f = 0; f < features; f++) {
      location[f] = in.readDouble();
    }
    float[] scale = new float[features];
    StateFormat.readFloats(scale, features, in);
    return new FeatureBaseline(location, scale);
  }
}
