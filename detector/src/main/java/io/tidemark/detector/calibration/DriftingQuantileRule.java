package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoreQuantiles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A factor of how far a key's normal scores rise above their running average.
 *
 * @param quantile of those distances
 * @param factor times it
 * @param depth windows that the average looks back
 * @param model normal scores of a key that has none of its own
 */
record DriftingQuantileRule(double quantile, double factor, int depth, ScoreQuantiles model)
    implements ThresholdRule {

  @Override
  public double limit(KeyLevel level, @Nullable Reference own) {
    return tail(level, own).limit(factor);
  }

  @Override
  public void start(KeyLevel level, double[] scores) {
    level.tail(
        scores.length > 0
            ? DriftTail.of(scores, quantile, depth)
            : DriftTail.of(model.quantile(0.5), model.quantile(quantile), depth));
  }

  /** Anomalies too: what stays becomes usual. */
  @Override
  public void judged(KeyLevel level, double score, boolean anomalous, long endMillis) {
    if (level.tail() instanceof DriftTail tail) {
      tail.learn(score);
    }
  }

  /** A key that was calibrated under another method starts from its normal scores, unordered. */
  private DriftTail tail(KeyLevel level, @Nullable Reference own) {
    if (level.tail() instanceof DriftTail tail && tail.depth() == depth) {
      return tail;
    }
    start(level, own == null ? new double[0] : own.unordered());
    return (DriftTail) Objects.requireNonNull(level.tail());
  }
}
