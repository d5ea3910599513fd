package io.tidemark.detector.model;

import io.tidemark.detector.window.FeatureBaseline;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows that a model is tried on.
 *
 * @param name how errors name them
 * @param normal whether every output must be a finite number
 * @param windows each {@code [W,F]} row-major; repeated as often as a batch needs
 */
record TrialInput(String name, boolean normal, List<float[]> windows) {
  /** Far beyond what a clipped window can hold. */
  private static final float LARGE = 1e6f;

  /** The golden windows, zeros where there are none, then extreme windows. */
  static List<TrialInput> of(ModelMetadata metadata) {
    int length = metadata.windowLength() * metadata.features().size();
    List<float[]> golden = new ArrayList<>();
    metadata.golden().forEach(window -> golden.add(window.values()));
    List<TrialInput> inputs = new ArrayList<>();
    if (!golden.isEmpty()) {
      inputs.add(new TrialInput("golden windows", true, golden));
    }
    inputs.add(new TrialInput("windows of zeros", true, List.of(new float[length])));
    inputs.add(
        new TrialInput(
            "windows at the clipping limits",
            false,
            List.of(
                constant(length, FeatureBaseline.CLIP), constant(length, -FeatureBaseline.CLIP))));
    inputs.add(
        new TrialInput(
            "windows of large values",
            false,
            List.of(constant(length, LARGE), constant(length, -LARGE))));
    inputs.add(
        new TrialInput("windows of alternating values", false, List.of(alternating(length))));
    return inputs;
  }

  private static float[] constant(int length, float value) {
    float[] window = new float[length];
    Arrays.fill(window, value);
    return window;
  }

  private static float[] alternating(int length) {
    float[] window = new float[length];
    for (int i = 0; i < length; i++) {
      window[i] = i % 2 == 0 ? FeatureBaseline.CLIP : -FeatureBaseline.CLIP;
    }
    return window;
  }

  /** One tick of each of {@code size} windows. */
  FloatBuffer ticks(int size, int tick, int features) {
    FloatBuffer values = WindowBatch.direct(Math.multiplyExact(size, features));
    for (int i = 0; i < size; i++) {
      values.put(windows.get(i % windows.size()), tick * features, features);
    }
    return values.rewind();
  }

  /** A batch of {@code size} windows. */
  FloatBuffer batch(int size) {
    FloatBuffer values = WindowBatch.direct(Math.multiplyExact(size, windows.get(0).length));
    for (int i = 0; i < size; i++) {
      values.put(windows.get(i % windows.size()));
    }
    return values.rewind();
  }
}
