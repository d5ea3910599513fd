package io.tidemark.detector.window;

import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.Observation;

/** Which tick an observation falls into, and when a tick closes. Times are milliseconds. */
final class TickClock {
  /** Ticks by which one partition of a key may be ahead of another. */
  static final int MOST_LEAD = WindowSpec.MAX_LENGTH;

  private final long tickMillis;
  private final long latenessMillis;
  private final long windowMillis;

  TickClock(WindowSpec spec) {
    tickMillis = spec.tick().toMillis();
    latenessMillis = spec.lateness().toMillis();
    windowMillis = tickMillis * spec.length();
  }

  /** Number of the tick: event time over tick length, rounded down. */
  long tickOf(Observation observation) {
    return Math.floorDiv(observation.eventTimeMillis(), tickMillis);
  }

  /** End of the tick, exclusive. */
  long end(long tick) {
    return (tick + 1) * tickMillis;
  }

  /** Event time of the key from which on the tick takes no more events. */
  long closing(long tick) {
    return end(tick) + latenessMillis;
  }

  /**
   * Open ticks that a key may have. A partition that lags behind keeps open all ticks that another
   * one has filled; without a limit, anyone who can write to both could fill the memory.
   */
  int mostOpen() {
    return MOST_LEAD + (int) (latenessMillis / tickMillis);
  }

  /** Open ticks that a key has where all of its events come in time. */
  int usuallyOpen() {
    return 2 + (int) (latenessMillis / tickMillis);
  }

  /** Log time without an event of the key after which its last ticks close. */
  long silence() {
    return 2 * tickMillis + latenessMillis;
  }

  /** Log time without an event that fits after which a device's clock counts as set. */
  long patience() {
    return windowMillis + silence();
  }
}
