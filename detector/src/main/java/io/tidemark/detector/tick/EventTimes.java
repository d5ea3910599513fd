package io.tidemark.detector.tick;

import java.time.Instant;

/** Which times a device can mean. */
public final class EventTimes {
  /** Before this, a clock was reset, or a number is taken for one of another unit. */
  public static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final long EARLIEST_MILLIS = EARLIEST.toEpochMilli();

  private EventTimes() {}

  /**
   * Checks the time of an event.
   *
   * @throws InvalidEventException when it is before {@link #EARLIEST}
   */
  public static void requirePossible(Observation observation) throws InvalidEventException {
    if (observation.eventTimeMillis() < EARLIEST_MILLIS) {
      throw new InvalidEventException(
          "eventTime: "
              + Instant.ofEpochMilli(observation.eventTimeMillis())
              + " is before 2000; the device's clock was reset, or the time is in another unit");
    }
  }
}
