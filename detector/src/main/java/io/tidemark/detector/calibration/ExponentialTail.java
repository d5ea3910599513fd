package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoreQuantiles;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The upper tail of a key's normal scores in three numbers: how many stood over a quantile and how
 * far on the mean. It gives p-values where a conformal one ends, at one over the number of normal
 * scores: the same for every key, and only as true as the tail is exponential, so whoever promises
 * a rate must watch what comes of them ({@link AlertBudget}).
 */
final class ExponentialTail implements Tail {
  private static final double LEVEL = 0.9;

  /** What a model's quantiles weigh, in windows. */
  private static final double WEIGHT = 200;

  /** Past this the old half counts half. */
  private static final double LONG = 100_000;

  private static final double SMALLEST_SCALE = 1e-3;

  private final double start;
  private double seen;
  private double over;
  private double sum;

  private ExponentialTail(double start, double seen, double over, double sum) {
    this.start = start;
    this.seen = seen;
    this.over = over;
    this.sum = sum;
  }

  static ExponentialTail of(Reference normal) {
    ExponentialTail tail = new ExponentialTail(normal.quantile(LEVEL), 0, 0, 0);
    for (double score : normal.scores()) {
      tail.learn(score);
    }
    return tail;
  }

  static ExponentialTail of(ScoreQuantiles model) {
    double start = model.quantile(LEVEL);
    double over = WEIGHT * (1 - LEVEL);
    // Of an exponential tail a tenth of what stands over the start stands over the 99 % quantile.
    double mean = (model.quantile(0.99) - start) / Math.log(10);
    return new ExponentialTail(start, WEIGHT, over, over * mean);
  }

  /** Takes a normal score. */
  void learn(double score) {
    seen++;
    if (score > start) {
      over++;
      sum += score - start;
    }
    if (seen > LONG) {
      seen /= 2;
      over /= 2;
      sum /= 2;
    }
  }

  /** Score that a normal window passes with this probability, which is under a tenth. */
  double limit(double probability) {
    double scale = Math.max(sum / Math.max(over, 1), SMALLEST_SCALE * Math.max(1, start));
    double share = Math.max(over, 1) / Math.max(seen, 1);
    return start + scale * Math.max(0, Math.log(share / probability));
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeDouble(start);
    out.writeDouble(seen);
    out.writeDouble(over);
    out.writeDouble(sum);
  }

  static ExponentialTail read(DataInput in) throws IOException {
    return new ExponentialTail(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
  }
}
