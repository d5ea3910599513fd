package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoreQuantiles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Peaks over threshold, around a local mean where there is a depth.
 *
 * @param risk probability that a normal window is an alarm
 * @param start quantile from which peaks count
 * @param depth scores that make the local mean; 0 for none
 * @param model normal scores of a key that has none of its own
 */
record SpotRule(double risk, double start, int depth, ScoreQuantiles model)
    implements ThresholdRule {

  @Override
  public double limit(KeyLevel level, @Nullable Reference own) {
    return tail(level, own).limit();
  }

  @Override
  public void start(KeyLevel level, double[] scores) {
    level.tail(
        scores.length > depth
            ? PeakTail.of(scores, start, depth, risk)
            : PeakTail.of(model.quantile(start), model.quantile(1 - risk), depth));
  }

  @Override
  public void judged(KeyLevel level, double score, boolean anomalous, long endMillis) {
    if (!anomalous && level.tail() instanceof PeakTail tail) {
      tail.learn(score, risk);
    }
  }

  /** A key that was calibrated under another method starts from its normal scores, unordered. */
  private PeakTail tail(KeyLevel level, @Nullable Reference own) {
    if (level.tail() instanceof PeakTail tail && PeakTail.is(tail, depth)) {
      return tail;
    }
    start(level, own == null ? new double[0] : own.unordered());
    return (PeakTail) Objects.requireNonNull(level.tail());
  }
}
