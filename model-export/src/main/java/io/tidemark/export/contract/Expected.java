package io.tidemark.export.contract;

import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer's own forward pass makes of a window: the contract's outputs, computed without
 * ONNX.
 *
 * @param window {@code [W,F]}, as the file gets it
 * @param reconstruction {@code [W,F]}, in the window's unit
 * @param featureError {@code [F]}
 * @param lastError {@code [F]}
 * @param score at least 0
 */
record Expected(
    float[] window,
    float[] reconstruction,
    double[] featureError,
    double[] lastError,
    double score) {

  /** For each of these windows. */
  static List<Expected> of(TrainedNetwork trained, WindowSet windows, @Nullable Scaler scaler) {
    WindowSet scaled = scaler == null ? windows : scaler.apply(windows);
    WindowSet reconstructed = trained.reconstruct(scaled);
    List<Expected> all = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      float[] window = windows.values().get(i);
      float[] output = reconstructed.values().get(i);
      double[] featureError = featureError(scaled.values().get(i), output, windows);
      float[] raw = scaler == null ? output : scaler.unscale(output);
      all.add(
          new Expected(
              window, raw, featureError, lastError(window, raw, windows), mean(featureError)));
    }
    return all;
  }

  private static double[] featureError(float[] scaled, float[] output, WindowSet shape) {
    double[] mean = new double[shape.features()];
    for (int i = 0; i < scaled.length; i++) {
      double error = scaled[i] - output[i];
      mean[i % shape.features()] += error * error / shape.length();
    }
    return mean;
  }

  private static double[] lastError(float[] window, float[] raw, WindowSet shape) {
    double[] last = new double[shape.features()];
    int at = window.length - last.length;
    for (int f = 0; f < last.length; f++) {
      last[f] = window[at + f] - raw[at + f];
    }
    return last;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
