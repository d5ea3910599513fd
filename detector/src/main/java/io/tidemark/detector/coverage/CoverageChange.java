package io.tidemark.detector.coverage;

import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a key.
 *
 * @param now how it is, for readers outside
 * @param before how it was; null for a key that is new
 * @param after how it is; null for a key that is forgotten. The same as {@code before} where only
 *     its warm-up goes on, or it is told again
 * @param knownBefore whether the key had ever been watched
 * @param knownAfter whether it has ever been watched
 * @param millis log time, milliseconds since the epoch
 */
public record CoverageChange(
    Coverage now,
    @Nullable CoverageStatus before,
    @Nullable CoverageStatus after,
    boolean knownBefore,
    boolean knownAfter,
    long millis) {

  /** Whether the key is forgotten. */
  public boolean forgotten() {
    return now.getState() == CoverageState.FORGOTTEN;
  }
}
