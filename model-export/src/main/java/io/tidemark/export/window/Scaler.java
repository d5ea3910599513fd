package io.tidemark.export.window;

import io.tidemark.detector.window.FeatureBaseline;
import java.util.Arrays;

/**
 * What brings raw units to one scale: {@code clip((value - location) / scale)}.
 *
 * @param location of each feature, raw units
 * @param scale of each feature, raw units, above 0
 */
public record Scaler(float[] location, float[] scale) {
  /** Scaled values are clipped to this, so that one wild channel cannot swamp the rest. */
  public static final float CLIP = FeatureBaseline.CLIP;

  private static final float RELATIVE_FLOOR = 0.02f;
  private static final float SMALLEST_SCALE = 1e-6f;

  /**
   * Learns each feature's scale from the last tick of each window. A channel that barely moved gets
   * a scale of 2 % of its level, or 1 where that says nothing.
   */
  public static Scaler fit(Scaling scaling, WindowSet windows) {
    int features = windows.features();
    float[] location = new float[features];
    float[] scale = new float[features];
    double[] values = new double[windows.size()];
    for (int f = 0; f < features; f++) {
      int at = (windows.length() - 1) * features + f;
      for (int i = 0; i < values.length; i++) {
        values[i] = windows.values().get(i)[at];
      }
      Arrays.sort(values);
      float[] found = scaling.locationAndScale(values);
      float floored = Math.max(found[1], RELATIVE_FLOOR * Math.abs(found[0]));
      location[f] = found[0];
      scale[f] = floored < SMALLEST_SCALE ? 1 : floored;
    }
    return new Scaler(location, scale);
  }

  /** Scaled copies. */
  public WindowSet apply(WindowSet windows) {
    return new WindowSet(
        windows.length(), windows.features(), windows.values().stream().map(this::apply).toList());
  }

  /** A reconstruction {@code [W,F]} in raw units. */
  public float[] unscale(float[] reconstruction) {
    float[] raw = new float[reconstruction.length];
    for (int i = 0; i < raw.length; i++) {
      int f = i % location.length;
      raw[i] = reconstruction[i] * scale[f] + location[f];
    }
    return raw;
  }

  private float[] apply(float[] window) {
    float[] scaled = new float[window.length];
    for (int i = 0; i < window.length; i++) {
      int f = i % location.length;
      float standard = (window[i] - location[f]) * (1 / scale[f]);
      scaled[i] = Math.max(-CLIP, Math.min(CLIP, standard));
    }
    return scaled;
  }
}
