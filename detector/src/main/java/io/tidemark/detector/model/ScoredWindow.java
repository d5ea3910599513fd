package io.tidemark.detector.model;

import io.tidemark.detector.window.Window;

/**
 * A window and what the model said of it.
 *
 * @param window the window
 * @param score anomaly score, at least 0
 * @param featureError mean squared error of each feature over what the model reconstructed or
 *     expected, the window or its last tick, {@code [F]}; 0 of a reading that is missing on the
 *     last tick
 * @param lastError signed error of the last tick, input minus what the model made of it, in the
 *     input's unit, {@code [F]}; NaN of a reading that is missing
 * @param latent state of the encoder, {@code [H]}; empty where the model does not tell
 */
public record ScoredWindow(
    Window window, float score, float[] featureError, float[] lastError, float[] latent) {

  /**
   * A window as the model scored it, without the errors of readings that are missing.
   *
   * @param score mean of {@code featureError}
   */
  static ScoredWindow of(
      Window window, float score, float[] featureError, float[] lastError, float[] latent) {
    double missing = 0;
    for (int f = 0; f < lastError.length; f++) {
      if (window.missing(f)) {
        missing += featureError[f];
        featureError[f] = 0;
        lastError[f] = Float.NaN;
      }
    }
    float present =
        missing > 0 ? (float) Math.max(0, score - missing / featureError.length) : score;
    return new ScoredWindow(window, present, featureError, lastError, latent);
  }

  /**
   * A window of which the model expected the last tick only.
   *
   * @param error of the last tick
   */
  static ScoredWindow of(Window window, float[] error, float[] latent) {
    float[] squared = new float[error.length];
    double sum = 0;
    for (int f = 0; f < error.length; f++) {
      squared[f] = error[f] * error[f];
      sum += squared[f];
    }
    return of(window, (float) (sum / error.length), squared, error, latent);
  }

  /**
   * The same score, explained otherwise.
   *
   * @param errors of each feature, at least 0, {@code [F]}
   * @param error of the last tick, {@code [F]}
   */
  public ScoredWindow explainedBy(float[] errors, float[] error) {
    return of(window, score, errors, error, latent).withScore(score);
  }

  private ScoredWindow withScore(float same) {
    return new ScoredWindow(window, same, featureError, lastError, latent);
  }

  /**
   * What was expected of a feature on the last tick, in raw units: what the model made of it; but
   * with a baseline no further from normal than the edge of its normal range at that hour, since a
   * large anomaly draws the reconstruction after it.
   */
  public double expected(int feature) {
    Double low = window.normalLow(feature);
    double near = nearNormal(feature);
    return low == null ? near : Math.max(low, near);
  }

  /** Of a feature that is never negative, this may be. */
  private double nearNormal(int feature) {
    var baseline = window.baseline();
    if (baseline == null) {
      return window.observed()[feature] - lastError[feature];
    }
    float[] values = window.values();
    // From what the model saw: what was observed may lie outside of what standard scores show.
    float standard = values[values.length - lastError.length + feature] - lastError[feature];
    double reconstructed = baseline.raw(feature, standard);
    double near = Math.max(baseline.low(feature), Math.min(baseline.high(feature), reconstructed));
    return near + window.seasonal(feature);
  }

  /** How far a feature stood from what was expected on the last tick, in raw units, signed. */
  public double rawError(int feature) {
    return window.observed()[feature] - nearNormal(feature);
  }

  /** The feature with the largest error among those that are not missing; -1 where all are. */
  public int leading() {
    int leading = -1;
    for (int f = 0; f < featureError.length; f++) {
      if (!window.missing(f) && (leading < 0 || featureError[f] > featureError[leading])) {
        leading = f;
      }
    }
    return leading;
  }

  /** Share of the window's error that is this feature's, 0 to 1. */
  public double share(int feature) {
    double sum = 0;
    for (float error : featureError) {
      sum += error;
    }
    return sum > 0 ? featureError[feature] / sum : 0;
  }
}
