package io.tidemark.export.evaluation;

import java.time.Duration;
import java.time.Instant;

/** A labelled stretch of time, both ends inclusive. */
record Period(Instant start, Instant end) {

  boolean holds(Instant time) {
    return !time.isBefore(start) && !time.isAfter(end);
  }

  /**
   * From the tick of one event to that of another.
   *
   * @param tickMillis length of a tick
   */
  static Period ofTicks(Instant first, Instant last, long tickMillis) {
    Instant end = tickStart(last, tickMillis).plusMillis(tickMillis).minusNanos(1);
    return new Period(tickStart(first, tickMillis), end);
  }

  /** With some time more at its end. */
  Period extendedBy(Duration grace) {
    return new Period(start, end.plus(grace));
  }

  /** Whether it shares time with the tick that an event at this time falls into. */
  boolean overlaps(Instant time, long tickMillis) {
    return meets(ofTicks(time, time, tickMillis));
  }

  /** Whether it shares time with another. */
  boolean meets(Period other) {
    return !start.isAfter(other.end) && !end.isBefore(other.start);
  }

  /** From the start of the one that begins first to the end of the one that ends last. */
  Period and(Period other) {
    return new Period(
        start.isBefore(other.start) ? start : other.start,
        end.isAfter(other.end) ? end : other.end);
  }

  private static Instant tickStart(Instant time, long tickMillis) {
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), tickMillis) * tickMillis);
  }
}
