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
    float imputedShare,
    List<OffsetRange> sources) {

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
