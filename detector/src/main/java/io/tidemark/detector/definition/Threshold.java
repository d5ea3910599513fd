package io.tidemark.detector.definition;

/** When a score counts as anomalous. */
public sealed interface Threshold {

  /**
   * {@code factor} times the {@code quantile} of the normal scores: the key's own with a baseline
   * per key, the model file's with a baseline per model.
   *
   * @param quantile over 0 and under 1
   * @param factor over 0
   */
  record Quantile(double quantile, double factor) implements Threshold {
    public Quantile {
      Check.range("threshold.quantile", quantile, 0.5, 0.99999);
      Check.range("threshold.factor", factor, 0.01, 1000);
    }
  }

  /**
   * The same score for every key.
   *
   * @param value score, over 0
   */
  record Fixed(double value) implements Threshold {
    public Fixed {
      Check.range("threshold.value", value, 1e-9, 1e9);
    }
  }
}
