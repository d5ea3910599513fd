package io.tidemark.detector.tick;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one event says to one detector.
 *
 * @param detector name of the detector
 * @param key device, host or observer
 * @param eventTimeMicros event time, microseconds since the epoch
 * @param values one value a feature, in the definition's order; NaN where the event has none. Text
 *     reaches {@code distinct} as a 52-bit hash, exact in a double.
 * @param tags what goes into the key's alerts, by name; those that the event has
 * @param source where the event lies
 * @param refusal why it is a dead letter and none of its values counts; null where it can be used
 */
public record Observation(
    String detector,
    String key,
    long eventTimeMicros,
    double[] values,
    Map<String, String> tags,
    SourcePosition source,
    @Nullable Refusal refusal) {

  /** One that can be used. */
  public Observation(
      String detector,
      String key,
      long eventTimeMicros,
      double[] values,
      Map<String, String> tags,
      SourcePosition source) {
    this(detector, key, eventTimeMicros, values, tags, source, null);
  }

  /** One that can be used, without tags. */
  public Observation(
      String detector, String key, long eventTimeMicros, double[] values, SourcePosition source) {
    this(detector, key, eventTimeMicros, values, Map.of(), source);
  }

  /**
   * Of a record that is a dead letter.
   *
   * @param features of the detector
   * @param logMillis log time of the record
   */
  public static Observation refused(
      String detector,
      String key,
      int features,
      long logMillis,
      SourcePosition source,
      Refusal refusal) {
    double[] none = new double[features];
    Arrays.fill(none, Double.NaN);
    return new Observation(detector, key, logMillis * 1000, none, Map.of(), source, refusal);
  }

  /** Event time in milliseconds since the epoch, rounded down. */
  public long eventTimeMillis() {
    return Math.floorDiv(eventTimeMicros, 1000L);
  }
}
