package io.tidemark.detector.definition;

import java.util.Objects;

/**
 * How a key's normal windows make a score.
 *
 * @param score which score is judged
 * @param calibration what a key learns
 * @param smoothing weight of the newest window in the slow average that makes up half of the score;
 *     1 for no smoothing
 * @param detrend share of the key's long-run average that is taken off, so that what has been high
 *     for long ranks under what has just risen; 0 for none
 */
public record Scoring(Score score, Calibration calibration, double smoothing, double detrend) {
  /** What the study on the public sets found best for all of them. */
  public static final double DEFAULT_SMOOTHING = 0.05;

  /** As the default smoothing. */
  public static final double DEFAULT_DETREND = 0.4;

  public Scoring {
    Check.range("smoothing", smoothing, 0.001, 1);
    Check.range("detrend", detrend, 0, 1);
    if (calibration == Calibration.NONE && score == Score.COMPANION) {
      throw DefinitionException.of(
          "score", score, "autoencoder or combined with calibration: none, which has no companion");
    }
  }

  /**
   * A number that differs where the scores of one window differ. The same on every JVM.
   *
   * @return 0 where scores are the model's own
   */
  public int fingerprint() {
    return calibration == Calibration.NONE
        ? 0
        : Objects.hash(score.name(), calibration.name(), smoothing, detrend);
  }

  /** The same of all parts together. */
  public Scoring combined() {
    return new Scoring(Score.COMBINED, calibration, smoothing, detrend);
  }
}
