package io.tidemark.detector.definition;

/**
 * How a key's normal windows make a score.
 *
 * @param score which score is judged
 * @param calibration what a key learns
 * @param smoothing weight of the newest window in the slow average that makes up half of the score;
 *     1 for no smoothing
 */
public record Scoring(Score score, Calibration calibration, double smoothing) {
  /** What the study on the public sets found best for all of them. */
  public static final double DEFAULT_SMOOTHING = 0.05;

  public Scoring {
    Check.range("smoothing", smoothing, 0.001, 1);
    if (calibration == Calibration.NONE && score == Score.COMPANION) {
      throw DefinitionException.of(
          "score", score, "autoencoder or combined with calibration: none, which has no companion");
    }
  }
}
