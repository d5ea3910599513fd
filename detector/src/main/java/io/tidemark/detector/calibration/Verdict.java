package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoredWindow;

/**
 * What a score means for its key.
 *
 * @param scored the window with its score
 * @param threshold score above which a window of this key is anomalous
 * @param pValue share of the key's normal scores at least as high
 * @param anomalous above the threshold and past the minimum deviations
 */
public record Verdict(ScoredWindow scored, double threshold, double pValue, boolean anomalous) {}
