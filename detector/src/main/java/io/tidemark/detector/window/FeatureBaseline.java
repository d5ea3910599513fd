package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A key's normal level of each feature: location and scale, learned from its warm-up. In front of
 * the model, so that one model serves a fleet of unlike keys.
 */
public final class FeatureBaseline {
  /** Standard scores are clipped to this, so that one wild channel cannot swamp the rest. */
  public static final float CLIP = 10;

  /**
   * Scale is at least this share of the absolute location: a channel that barely moved may move a
   * little.
   */
  private static final double RELATIVE_FLOOR = 0.02;

  /** A scale under this says nothing; the raw unit takes its place. */
  private static final double SMALLEST_SCALE = 1e-6;

  /** Standard scores at the ends of the normal range. */
  private static final double NORMAL = 3;

  private final float[] location;
  private final float[] scale;

  FeatureBaseline(float[] location, float[] scale) {
    this.location = location;
    this.scale = scale;
  }

  /**
   * Mean and floored standard deviation of each feature.
   *
   * @param rows {@code [rows, features]}, row-major
   * @param used which rows count
   */
  static FeatureBaseline learn(float[] rows, int features, boolean[] used, int count) {
    float[] location = new float[features];
    float[] scale = new float[features];
    for (int f = 0; f < features; f++) {
      double mean = 0;
      double squares = 0;
      int n = 0;
      for (int row = 0; row < count; row++) {
        if (used[row]) {
          double difference = rows[row * features + f] - mean;
          mean += difference / ++n;
          squares += difference * (rows[row * features + f] - mean);
        }
      }
      double floored =
          Math.max(Math.sqrt(squares / Math.max(n, 1)), RELATIVE_FLOOR * Math.abs(mean));
      location[f] = (float) mean;
      scale[f] = floored < SMALLEST_SCALE ? 1 : (float) floored;
    }
    return new FeatureBaseline(location, scale);
  }

  /** The raw value as a clipped standard score. */
  public float normalise(int feature, float raw) {
    float score = (raw - location[feature]) / scale[feature];
    return Math.max(-CLIP, Math.min(CLIP, score));
  }

  /** Size in raw units of a difference of standard scores. */
  public double rawDifference(int feature, float scores) {
    return (double) scores * scale[feature];
  }

  /** Location of a feature, raw unit. */
  public float location(int feature) {
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
    StateFormat.writeFloats(location, location.length, out);
    StateFormat.writeFloats(scale, scale.length, out);
  }

  static FeatureBaseline read(int features, DataInput in) throws IOException {
    float[] location = new float[features];
    float[] scale = new float[features];
    StateFormat.readFloats(location, features, in);
    StateFormat.readFloats(scale, features, in);
    return new FeatureBaseline(location, scale);
  }
}
