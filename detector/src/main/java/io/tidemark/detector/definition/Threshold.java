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

  /**
   * Peaks over a threshold (Siffer et al. 2017): a generalised Pareto distribution of what stands
   * over a high quantile says where a score lies that a normal window reaches with probability
   * {@code risk}. It learns on with every normal window; alarms teach it nothing.
   *
   * @param risk probability that a normal window is an alarm, over 0
   * @param level quantile of the normal scores from which peaks count
   */
  record Spot(double risk, double level) implements Threshold {
    /** Level where a definition names none. */
    public static final double DEFAULT_LEVEL = 0.9;

    public Spot {
      Check.range("threshold.risk", risk, 1e-9, 0.01);
      Check.range("threshold.level", level, 0.5, 0.999);
    }
  }

  /**
   * As {@link Spot}, of how far scores stand from the mean of the latest normal ones, for scores
   * that drift.
   *
   * @param depth how many scores make the mean
   */
  record Dspot(double risk, double level, int depth) implements Threshold {
    /** Depth where a definition names none. */
    public static final int DEFAULT_DEPTH = 20;

    public Dspot {
      Check.range("threshold.risk", risk, 1e-9, 0.01);
      Check.range("threshold.level", level, 0.5, 0.999);
      Check.range("threshold.depth", depth, 2, 1000);
    }
  }

  /**
   * As {@link Quantile}, of how far scores rise above the key's own running average: for keys that
   * drift, and for people who want to hear of changes. What stays high becomes usual within some
   * {@code depth} windows, and its alarm ends.
   *
   * @param quantile over 0 and under 1
   * @param factor over 0
   * @param depth how many windows the average looks back: the newest weighs one over this
   */
  record Dquantile(double quantile, double factor, int depth) implements Threshold {
    /** Factor where a definition names none. */
    public static final double DEFAULT_FACTOR = 2.5;

    /** Depth where a definition names none. */
    public static final int DEFAULT_DEPTH = 200;

    public Dquantile {
      Check.range("threshold.quantile", quantile, 0.5, 0.99999);
      Check.range("threshold.factor", factor, 0.01, 1000);
      Check.range("threshold.depth", depth, 2, 100_000);
    }
  }

  /**
   * So many incidents a day of a detector with nothing wrong, all keys together: one level of
   * p-values for all keys, led by the incidents that opened (docs/adr, A rate of alerts).
   *
   * @param alertsPerDay over 0
   */
  record Rate(double alertsPerDay) implements Threshold {
    public Rate {
      Check.range("threshold.alertsPerDay", alertsPerDay, 0.001, 100_000);
    }
  }
}
