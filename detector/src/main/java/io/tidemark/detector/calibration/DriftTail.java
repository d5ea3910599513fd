package io.tidemark.detector.calibration;

import io.tidemark.detector.model.Quantile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The running average of a key's scores, and how far over it normal ones rise, both in logarithms
 * of 1 + score: there a score that doubles counts the same wherever it starts.
 */
final class DriftTail implements Tail {
  /** A key that stood still in its warm-up has no distances; less than this is rounding. */
  private static final double SMALLEST_EDGE = 0.01;

  private final int depth;
  private final double edge;
  private double average;
  private int count;

  private DriftTail(int depth, double edge, double average, int count) {
    this.depth = depth;
    this.edge = edge;
    this.average = average;
    this.count = count;
  }

  /**
   * Learns from normal scores.
   *
   * @param scores at least one, in time order
   * @param quantile of the distances, at which normal ends
   * @param depth windows that the average looks back
   */
  static DriftTail of(double[] scores, double quantile, int depth) {
    DriftTail averages = new DriftTail(depth, 0, Math.log1p(scores[0]), 0);
    double[] distances = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      distances[i] = Math.log1p(scores[i]) - averages.average;
      averages.learn(scores[i]);
    }
    Arrays.sort(distances);
    double edge = Quantile.ofSorted(distances, distances.length, quantile);
    return new DriftTail(depth, Math.max(edge, SMALLEST_EDGE), averages.average, averages.count);
  }

  /** Of a key without normal scores: the model's. */
  static DriftTail of(double middle, double edge, int depth) {
    double average = Math.log1p(middle);
    double distance = Math.max(Math.log1p(edge) - average, SMALLEST_EDGE);
    return new DriftTail(depth, distance, average, depth);
  }

  int depth() {
    return depth;
  }

  /** Score as far over the average as the factor says. */
  double limit(double factor) {
    return Math.expm1(average + factor * edge);
  }

  /** Takes a score. */
  void learn(double score) {
    count = Math.min(count + 1, depth);
    // A plain mean until there are enough, so that the first score does not weigh for ever.
    average += (Math.log1p(score) - average) / count;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(depth);
    out.writeDouble(edge);
    out.writeDouble(average);
    out.writeInt(count);
  }

  static DriftTail read(DataInput in) throws IOException {
    return new DriftTail(in.readInt(), in.readDouble(), in.readDouble(), in.readInt());
  }
}
