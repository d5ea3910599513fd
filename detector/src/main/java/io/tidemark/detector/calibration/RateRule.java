package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.model.ScoreQuantiles;
import org.jspecify.annotations.Nullable;

/**
 * One level of p-values for all keys, so strict that the detector keeps its rate of alerts.
 *
 * @param budget says the level; shared by the keys of this host
 * @param policy says what opens an incident
 * @param model normal scores of a key that has none of its own
 */
record RateRule(AlertBudget budget, AlertPolicy policy, ScoreQuantiles model)
    implements ThresholdRule {

  @Override
  public double limit(KeyLevel level, @Nullable Reference own) {
    if (level.tail() instanceof ExponentialTail tail) {
      return tail.limit(budget.level());
    }
    ExponentialTail tail = own == null ? ExponentialTail.of(model) : ExponentialTail.of(own);
    level.tail(tail);
    budget.met();
    return tail.limit(budget.level());
  }

  /** A key that learned again has another tail, and the budget has met it already. */
  @Override
  public void start(KeyLevel level, double[] scores) {
    if (level.tail() instanceof ExponentialTail) {
      level.tail(ExponentialTail.of(Reference.of(scores)));
    }
  }

  @Override
  public void judged(KeyLevel level, double score, boolean anomalous, long endMillis) {
    if (!anomalous && level.tail() instanceof ExponentialTail tail) {
      tail.learn(score);
    }
    budget.judged(endMillis, level.opens(anomalous, policy));
  }
}
