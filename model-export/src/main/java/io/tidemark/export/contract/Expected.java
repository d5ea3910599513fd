package io.tidemark.export.contract;

import io.tidemark.export.scoring.Whitening;
import io.tidemark.export.training.TrainedNetwork;
import io.tidemark.export.window.Scaler;
import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer's own forward pass makes of a window: the contract's outputs, computed without
 * ONNX.
 *
 * @param window {@code [W,F]}, as the file gets it
 * @param reconstruction {@code [W,F]}, in the window's unit
 * @param latent {@code [H]}
 * @param featureError {@code [F]}
 * @param lastError {@code [F]}
 * @param score at least 0
 */
record Expected(
    float[] window,
    float[] reconstruction,
    float[] latent,
    double[] featureError,
    double[] lastError,
    double score) {

  /** For each of these windows, which are as the file gets them. */
  static List<Expected> of(TrainedNetwork trained, WindowSet windows, GraphRecipe recipe) {
    Scaler scaler = recipe.scaler();
    WindowSet scaled = scaler == null ? windows : scaler.apply(windows);
    TrainedNetwork.Forward forward = trained.forward(scaled);
    List<Expected> all = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      float[] window = windows.values().get(i);
      float[] output = forward.reconstructions().values().get(i);
      double[] featureError =
          featureError(scaled.values().get(i), output, windows.features(), recipe.whitening());
      float[] raw = scaler == null ? output : scaler.unscale(output);
      all.add(
          new Expected(
              window,
              raw,
              forward.latents().get(i),
              featureError,
              lastError(window, raw, windows),
              Arrays.stream(featureError).average().orElseThrow()));
    }
    return all;
  }

  private static double[] featureError(
      float[] scaled, float[] output, int features, @Nullable Whitening whitening) {
    double[] mean = new double[features];
    int length = scaled.length / features;
    for (int step = 0; step < length; step++) {
      double[] error = new double[features];
      for (int f = 0; f < features; f++) {
        error[f] = scaled[step * features + f] - output[step * features + f];
      }
      double[] scored = whitening == null ? error : whitening.apply(error);
      for (int f = 0; f < features; f++) {
        mean[f] += scored[f] * scored[f] / length;
      }
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
}
