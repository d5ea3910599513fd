package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoredWindow;

/**
 * What principal components leave of the last ticks of a window.
 *
 * @param standard the ticks as standard scores, oldest first, {@code [T F]}
 * @param left of each, {@code [T F]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Residual(double[] standard, double[] left) {

  /**
   * The window, explained by what is left. Each feature's error is its part of the sum of squares
   * that is left: the product of score and residual, which sums up to just that. The square of the
   * residual would spread the jump of one feature over all that usually move with it.
   */
  ScoredWindow explain(ScoredWindow scored) {
    int features = scored.lastError().length;
    double[] parts = new double[features];
    for (int i = 0; i < left.length; i++) {
      parts[i % features] += standard[i] * left[i];
    }
    float[] errors = new float[features];
    float[] last = new float[features];
    for (int f = 0; f < features; f++) {
      errors[f] = (float) (Math.max(0, parts[f]) * features / left.length);
      last[f] = (float) left[left.length - features + f];
    }
    return scored.explainedBy(errors, last);
  }
}
