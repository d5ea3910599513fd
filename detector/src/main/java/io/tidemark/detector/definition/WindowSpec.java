package io.tidemark.detector.definition;

import java.time.Duration;

/**
 * How a key's windows are cut.
 *
 * @param tick length of a tick; a window is a row of ticks
 * @param length window length W in ticks
 * @param stride ticks from one scored window to the next
 * @param lateness how long after its end a tick stays open for events that arrive late
 * @param maxGap ticks without events that are carried forward; after a longer gap the window starts
 *     anew
 */
public record WindowSpec(Duration tick, int length, int stride, Duration lateness, int maxGap) {
  public static final int MAX_LENGTH = 10_000;

  /** Ticks times features: each key holds as many floats, and each batch as many a window. */
  public static final int MAX_VALUES = 100_000;

  public WindowSpec {
    Check.duration("window.tick", tick, Duration.ofMillis(1), Duration.ofDays(1));
    Check.range("window.length", length, 2, MAX_LENGTH);
    Check.range("window.stride", stride, 1, MAX_LENGTH);
    Check.duration("window.lateness", lateness, Duration.ZERO, Duration.ofDays(1));
    Check.range("window.maxGap", maxGap, 0, MAX_LENGTH);
  }
}
