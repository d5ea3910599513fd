package io.tidemark.detector.window;

import java.time.Instant;

/**
 * Values of a feature that are wrong, so that nothing is learned from them.
 *
 * @param feature its name
 * @param from start of the first tick
 * @param to end of the last tick, exclusive
 * @param ticks how many in a row, at least 1
 */
public record LeftOut(String feature, Instant from, Instant to, int ticks) {
  @Override
  public String toString() {
    return ticks == 1
        ? "%s at %s".formatted(feature, from)
        : "%s from %s to %s (%d ticks)".formatted(feature, from, to, ticks);
  }
}
