package io.tidemark.detector.alert;

import io.tidemark.detector.window.FeatureBaseline;
import io.tidemark.detector.window.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of an incident that were furthest from the key's normal levels, by feature. */
final class Extremes {
  /** In raw units; NaN where none is known. */
  private double[] values = {};

  /** How far each is from its normal level, in scales. */
  private double[] distances = {};

  /** Starts with the window that opens an incident: the fault began somewhere in it. */
  void restart(Window window) {
    int features = window.observed().length;
    clear(features);
    FeatureBaseline baseline = window.baseline();
    if (baseline == null) {
      return;
    }
    float[] standard = window.values();
    for (int i = 0; i < standard.length - features; i++) {
      int f = i % features;
      double seasonal = window.season().length == 0 ? 0 : window.season()[i];
      take(f, baseline.raw(f, standard[i]) + seasonal, Math.abs(standard[i]));
    }
    add(window);
  }

  /** Takes the last tick of a window. */
  void add(Window window) {
    FeatureBaseline baseline = window.baseline();
    if (baseline == null) {
      return;
    }
    if (values.length != window.observed().length) {
      clear(window.observed().length);
    }
    for (int f = 0; f < values.length; f++) {
      double value = window.observed()[f];
      double distance = value - window.seasonal(f) - baseline.location(f);
      take(f, value, Math.abs(distance) / baseline.scale(f));
    }
  }

  private void clear(int features) {
    values = new double[features];
    Arrays.fill(values, Double.NaN);
    distances = new double[features];
  }

  private void take(int f, double value, double distance) {
    if (distance > distances[f]) {
      distances[f] = distance;
      values[f] = value;
    }
  }

  /** In raw units; null where none is known. */
  @Nullable Double of(int feature) {
    return feature >= values.length || Double.isNaN(values[feature])
        ? null
        : (Double) values[feature];
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(values.length);
    for (int f = 0; f < values.length; f++) {
      out.writeDouble(values[f]);
      out.writeDouble(distances[f]);
    }
  }

  void read(DataInput in) throws IOException {
    values = new double[in.readUnsignedShort()];
    distances = new double[values.length];
    for (int f = 0; f < values.length; f++) {
      values[f] = in.readDouble();
      distances[f] = in.readDouble();
    }
  }
}
