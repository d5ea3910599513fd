package io.tidemark.detector.tick;

/**
 * What one event says to one detector.
 *
 * @param detector name of the detector
 * @param key device, host or observer
 * @param eventTimeMicros event time, microseconds since the epoch
 * @param values one value a feature, in the definition's order; NaN where the event has none. Text
 *     reaches {@code distinct} as a 52-bit hash, exact in a double.
 * @param source where the event lies
 */
public record Observation(
    String detector, String key, long eventTimeMicros, double[] values, SourcePosition source) {

  /** Event time in milliseconds since the epoch, rounded down. */
  public long eventTimeMillis() {
    return Math.floorDiv(eventTimeMicros, 1000L);
  }
}
