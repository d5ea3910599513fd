package io.tidemark.export.contract;

import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.WindowBatch;
import io.tidemark.detector.window.Window;
import java.util.List;

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
   * Runs batches of 1, 2, 17 and 64 windows, and the reconstruction of a few.
   *
   * @return the largest difference
   * @throws ModelException when it is above the tolerance
   */
  static double check(OnnxModel model, List<Expected> expected) {
    double largest = 0;
    for (int size : BATCHES) {
      largest = Math.max(largest, ofBatch(model, expected, size));
    }
    for (int i = 0; i < Math.min(expected.size(), BATCHES[2]); i++) {
      float[] found = model.reconstruct(expected.get(i).window());
      for (int j = 0; j < found.length; j++) {
        largest = Math.max(largest, difference(expected.get(i).reconstruction()[j], found[j]));
      }
    }
    if (!(largest <= TOLERANCE)) {
      throw new ModelException(
          "the exported model strays %.2e from the trainer's forward pass; %.0e is allowed"
              .formatted(largest, TOLERANCE));
    }
    return largest;
  }

  private static double ofBatch(OnnxModel model, List<Expected> expected, int size) {
    WindowBatch batch = model.newBatch(size);
    for (int i = 0; i < size; i++) {
      batch.add(expected.get(i % expected.size()).window());
    }
    model.score(batch);
    double largest = 0;
    for (int i = 0; i < size; i++) {
      Expected wanted = expected.get(i % expected.size());
      ScoredWindow found = batch.scored(i, window(wanted));
      largest = Math.max(largest, difference(wanted.score(), found.score()));
      for (int f = 0; f < wanted.featureError().length; f++) {
        largest = Math.max(largest, difference(wanted.featureError()[f], found.featureError()[f]));
        largest = Math.max(largest, difference(wanted.lastError()[f], found.lastError()[f]));
      }
    }
    return largest;
  }

  private static double difference(double wanted, double found) {
    double difference = Math.abs(wanted - found) / Math.max(1, Math.abs(wanted));
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  private static Window window(Expected expected) {
    return new Window(
        "parity", "", Window.Phase.LIVE, 0, 0, expected.window(), new float[0], null, 0, List.of());
  }
}
