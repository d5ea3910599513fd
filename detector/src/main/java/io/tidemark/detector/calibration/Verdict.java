package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoredWindow;
import org.jspecify.annotations.Nullable;

/**
 * What a window means for its key.
 *
 * @param scored the window and what the model said of it
 * @param score what was judged: with a calibrated key 1 at the edge of its normal windows, and as a
 *     multiple of that
 * @param threshold score above which a window of this key is anomalous
 * @param pValue share of the key's normal scores at least as high
 * @param anomalous above the threshold and past the minimum deviations
 * @param autoencoder the autoencoder's part of the score, before smoothing; null where there is
 *     none
 * @param companion the companion's part of the score, before smoothing; null where there is none
 */
public record Verdict(
    ScoredWindow scored,
    double score,
    double threshold,
    double pValue,
    boolean anomalous,
    @Nullable Double autoencoder,
    @Nullable Double companion) {

  /** On the model's own score. */
  public Verdict(ScoredWindow scored, double threshold, double pValue, boolean anomalous) {
    this(scored, scored.score(), threshold, pValue, anomalous, null, null);
  }
}
