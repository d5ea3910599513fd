package io.tidemark.export.scoring;

/**
 * How errors become a score. Either way the score is the mean of {@code feature_error} over the
 * features, so that a feature's share of the sum is its share of the score.
 */
public enum ErrorScore {
  /** Mean squared error over ticks and features. */
  MSE,
  /**
   * Squared Mahalanobis distance of a tick's error vector, over F, averaged over the window: see
   * {@link Whitening}.
   */
  MAHALANOBIS
}
