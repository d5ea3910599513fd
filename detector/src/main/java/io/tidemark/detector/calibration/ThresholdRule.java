package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ScoreQuantiles;
import org.jspecify.annotations.Nullable;

/** A threshold method at work. What it knows of a key lies in the key's {@link KeyLevel}. */
interface ThresholdRule {

  /** The method at work. */
  static ThresholdRule of(
      Threshold threshold, AlertPolicy alerts, ScoreQuantiles model, @Nullable AlertBudget budget) {
    if (threshold instanceof Threshold.Quantile quantile) {
      return (level, own) ->
          quantile.factor()
              * (own != null
                  ? own.quantile(quantile.quantile())
                  : model.quantile(quantile.quantile()));
    }
    if (threshold instanceof Threshold.Dquantile drifting) {
      return new DriftingQuantileRule(
          drifting.quantile(), drifting.factor(), drifting.depth(), model);
    }
    if (threshold instanceof Threshold.Spot spot) {
      return new SpotRule(spot.risk(), spot.level(), 0, model);
    }
    if (threshold instanceof Threshold.Dspot dspot) {
      return new SpotRule(dspot.risk(), dspot.level(), dspot.depth(), model);
    }
    if (budget != null) {
      return new RateRule(budget, alerts, model);
    }
    double value = ((Threshold.Fixed) threshold).value();
    return (level, own) -> value;
  }

  /**
   * Score above which the key's next window is anomalous.
   *
   * @param own the key's normal scores; null where the model's serve
   */
  double limit(KeyLevel level, @Nullable Reference own);

  /** Takes the key's normal scores of the warm-up, in time order. */
  default void start(KeyLevel level, double[] scores) {}

  /** Takes a judged window. */
  default void judged(KeyLevel level, double score, boolean anomalous, long endMillis) {}
}
