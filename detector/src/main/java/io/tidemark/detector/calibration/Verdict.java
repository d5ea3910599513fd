package io.tidemark.detector.calibration;

import io.tidemark.detector.model.ScoredWindow;
import org.jspecify.annotations.Nullable;

/**
 * What a window means for its key.
 *
 * @param scored the window and what the model said of it
 * @param level how far the window is from the key's normal ones: logarithm of 1 + distance, ln 2 at
 *     the edge of normal
 * @param tail what the level was held against
 * @param matters whether a feature deviates by as much, and to the side, that the definition cares
 *     about; where none does, the level is no evidence
 * @param score what ranks the key's windows, most anomalous highest
 * @param evidence gathered so far that the key is not normal, at least 0
 * @param threshold evidence that opens an incident
 * @param raised how many times the usual threshold that is, since feedback has raised it; at least
 *     1
 * @param pValue share of the key's normal scores at least as high
 * @param anomalous whether an incident is open: from the window whose evidence reaches the
 *     threshold to the one before the key has been calm for long enough
 * @param calm windows in a row, up to this one, that are calm although an incident is open; the
 *     last of them ends it. 0 where none is open
 * @param autoencoderLevel the autoencoder's part of the level; NaN where there is none
 * @param companionLevel the companion's part of the level; NaN where there is none
 */
public record Verdict(
    ScoredWindow scored,
    double level,
    LevelTail tail,
    boolean matters,
    double score,
    double evidence,
    double threshold,
    double raised,
    double pValue,
    boolean anomalous,
    int calm,
    double autoencoderLevel,
    double companionLevel) {
  /** The autoencoder's part of the level, as a distance; null where there is none. */
  public @Nullable Double autoencoder() {
    return distance(autoencoderLevel);
  }

  /** The companion's part of the level, as a distance; null where there is none. */
  public @Nullable Double companion() {
    return distance(companionLevel);
  }

  private static @Nullable Double distance(double level) {
    return Double.isNaN(level) ? null : (Double) Math.expm1(level);
  }
}
