package io.tidemark.console.fleet;

import io.tidemark.schemas.WindowScore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest score of a key.
 *
 * @param windowEnd event time
 * @param threshold NaN while the key warms up
 * @param pValue NaN while the key warms up
 * @param receivedAt wall clock
 */
public record Reading(
    Instant windowEnd, double score, double threshold, double pValue, Instant receivedAt) {

  /** What a record of the scores topic says. */
  public static Reading of(WindowScore score, Instant receivedAt) {
    return new Reading(
        score.getWindowEnd(),
        score.getScore(),
        orNaN(score.getThreshold()),
        orNaN(score.getPValue()),
        receivedAt);
  }

  /** Whether nothing was judged yet. */
  public boolean isWarmingUp() {
    return Double.isNaN(threshold);
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
