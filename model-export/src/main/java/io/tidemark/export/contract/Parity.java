package io.tidemark.export.contract;

import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far a file strays from the trainer's forward pass: the largest difference over all outputs,
 * absolute up to 1 and relative beyond, where float32 cannot do better.
 */
final class Parity {
  /** A file that strays further is not written. */
  static final double TOLERANCE = 1e-4;

  private static final int[] BATCHES = {1, 2, 17, 64};

  private Parity() {}

  /**
   * Runs batches of 1, 2, 17 and 64 windows and compares all outputs.
   *
   * @return the largest difference
   * @throws ModelException when it is above the tolerance
   */
  static double check(OnnxModel model, List<Expected> expected) {
    double largest = 0;
    for (int size : BATCHES) {
      List<Expected> batch =
          IntStream.range(0, size).mapToObj(i -> expected.get(i % expected.size())).toList();
      largest = Math.max(largest, ofBatch(model, batch));
    }
    if (!(largest <= TOLERANCE)) {
      throw new ModelException(
          "the exported model strays %.2e from the trainer's forward pass; %.0e is allowed"
              .formatted(largest, TOLERANCE));
    }
    return largest;
  }

  private static double ofBatch(OnnxModel model, List<Expected> batch) {
    List<Float> found = new ArrayList<>();
    List<Double> wanted = new ArrayList<>();
    List<float[]> windows = batch.stream().map(Expected::window).toList();
    for (String output :
        List.of(
            ModelContract.RECONSTRUCTION,
            ModelContract.LATENT,
            ModelContract.FEATURE_ERROR,
            ModelContract.LAST_ERROR,
            ModelContract.SCORE)) {
      for (float value : model.compute(output, windows)) {
        found.add(value);
      }
    }
    batch.forEach(expected -> add(wanted, expected.reconstruction()));
    batch.forEach(expected -> add(wanted, expected.latent()));
    batch.forEach(expected -> add(wanted, expected.featureError()));
    batch.forEach(expected -> add(wanted, expected.lastError()));
    batch.forEach(expected -> wanted.add(expected.score()));
    return largest(wanted, found);
  }

  private static void add(List<Double> all, float[] values) {
    for (float value : values) {
      all.add((double) value);
    }
  }

  private static void add(List<Double> all, double[] values) {
    for (double value : values) {
      all.add(value);
    }
  }

  private static double largest(List<Double> wanted, List<Float> found) {
    if (wanted.size() != found.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < wanted.size(); i++) {
      double size = Math.max(1, Math.abs(wanted.get(i)));
      double difference = Math.abs(wanted.get(i) - found.get(i)) / size;
      largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return largest;
  }
}
