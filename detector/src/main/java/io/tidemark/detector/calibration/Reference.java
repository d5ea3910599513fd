package io.tidemark.detector.calibration;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Normal scores of one key, ascending: what its scores are held against. Immutable. */
final class Reference {
  private final float[] sorted;

  private Reference(float[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param scores at least one, in any order; not kept
   */
  static Reference of(double[] scores) {
    float[] sorted = new float[scores.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (float) scores[i];
    }
    Arrays.sort(sorted);
    return new Reference(sorted);
  }

  int size() {
    return sorted.length;
  }

  /** All of them, ascending. */
  double[] scores() {
    double[] scores = new double[sorted.length];
    Arrays.setAll(scores, i -> sorted[i]);
    return scores;
  }

  /**
   * All of them, mixed: ascending ones would look like a drift, and their local mean like that of
   * the highest.
   */
  double[] unordered() {
    double[] scores = scores();
    Random random = new Random(scores.length);
    for (int i = scores.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      double score = scores[i];
      scores[i] = scores[other];
      scores[other] = score;
    }
    return scores;
  }

  /** Quantile, linear between order statistics. */
  double quantile(double probability) {
    double position = probability * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Conformal p-value: {@code (1 + #{normal >= score}) / (1 + n)} (Vovk, Gammerman and Shafer
   * 2005).
   */
  double pValue(double score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < (float) score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (1.0 + sorted.length - low) / (1.0 + sorted.length);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(sorted.length);
    StateFormat.writeFloats(sorted, sorted.length, out);
  }

  static Reference read(DataInput in) throws IOException {
    float[] sorted = new float[in.readInt()];
    StateFormat.readFloats(sorted, sorted.length, in);
    return new Reference(sorted);
  }
}
