package io.tidemark.detector.window;

import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.Observation;

/** Which tick an observation falls into, and when in event time a tick closes. */
final class TickClock {
  private final long tickMillis;
  private final long latenessMillis;

  TickClock(WindowSpec spec) {
    tickMillis = spec.tick().toMillis();
    latenessMillis = spec.lateness().toMillis();
  }

  /** Number of the tick: event time over tick length, rounded down. */
  long tickOf(Observation observation) {
    return Math.floorDiv(observation.eventTimeMillis(), tickMillis);
  }

  /** Start of a tick, milliseconds since the epoch. */
  long start(long tick) {
    return tick * tickMillis;
  }

  /** First watermark at which no event of the tick can come in time any more. */
  long closing(long tick) {
    return (tick + 1) * tickMillis + latenessMillis - 1;
  }
}
