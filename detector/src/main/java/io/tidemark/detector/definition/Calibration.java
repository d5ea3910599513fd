package io.tidemark.detector.definition;

import java.util.Locale;

/** What a key learns of its normal windows beside its baseline. */
public enum Calibration {
  /** Means, scales and covariances of its own, drawn towards the fleet's: some ten kilobytes. */
  KEY,
  /** Means and scales of its own under the fleet's covariances: a few kilobytes. */
  FLEET,
  /** Nothing but the distribution of the model's score. */
  NONE;

  /** Of fewer normal windows a key cannot learn means, scales and covariances. */
  public static final int FEWEST_WINDOWS = 8;

  /**
   * Of a longer warm-up a key learns from the latest: enough for covariances of a hundred
   * dimensions and a 99 % quantile.
   */
  public static final int MOST_WINDOWS = 1500;

  /** The name in definitions. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
