package io.tidemark.detector.window;

import io.tidemark.detector.tick.OffsetRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window ready for the model.
 *
 * @param detector name of the detector
 * @param key device, host or observer
 * @param phase what its score is for
 * @param startMillis start of its first tick, inclusive, milliseconds since the epoch
 * @param endMillis end of its last tick, exclusive
 * @param values {@code [W,F]} row-major, oldest tick first: standard scores of the key with a
 *     baseline per key, else raw
 * @param observed raw values of the last tick, {@code [F]}; NaN for a reading that is missing,
 *     which reached the model as its normal value
 * @param baseline what {@code values} was normalised by; null with a baseline per model
 * @param season what was taken off each reading before, {@code [W,F]} in raw units; empty where
 *     nothing was
 * @param imputedShare share of the window's values that were carried forward, 0 to 1
 * @param sources where its events lie; empty during warm-up
 */
public record Window(
    String detector,
    String key,
    Phase phase,
    long startMillis,
    long endMillis,
    float[] values,
    double[] observed,
    @Nullable FeatureBaseline baseline,
    float[] season,
    float imputedShare,
    List<OffsetRange> sources) {
  /** A window of a key without a season. */
  public Window(
      String detector,
      String key,
      Phase phase,
      long startMillis,
      long endMillis,
      float[] values,
      double[] observed,
      @Nullable FeatureBaseline baseline,
      float imputedShare,
      List<OffsetRange> sources) {
    this(
        detector,
        key,
        phase,
        startMillis,
        endMillis,
        values,
        observed,
        baseline,
        new float[0],
        imputedShare,
        sources);
  }

  /** What the season adds to a feature's normal level on the last tick, raw unit. */
  public double seasonal(int feature) {
    return season.length == 0 ? 0 : season[season.length - observed.length + feature];
  }

  /**
   * Lower end of a feature's normal range on the last tick, raw unit, not below zero if the feature
   * never was; null where the key has no baseline of its own.
   */
  public @Nullable Double normalLow(int feature) {
    return baseline == null ? null : (Double) baseline.low(feature, seasonal(feature));
  }

  /** Upper end of the same range. */
  public @Nullable Double normalHigh(int feature) {
    return baseline == null ? null : (Double) baseline.high(feature, seasonal(feature));
  }

  /** Whether a reading has no value on the last tick, and none young enough to take its place. */
  public boolean missing(int feature) {
    return Double.isNaN(observed[feature]);
  }

  /** What a window's score is for. */
  public enum Phase {
    /** A window of the warm-up: its score teaches the key's threshold and gets no verdict. */
    CALIBRATION,
    /** A window that gets a verdict. */
    LIVE,
    /**
     * A window of the warm-up, normalised by what is known so far, that gets a verdict before the
     * baseline is there. Reported only where the definition asks for it.
     */
    WARM_UP
  }
}
