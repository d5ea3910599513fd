package io.tidemark.cli.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * One labelled fault.
 *
 * @param key device or host that has it
 * @param kind what is wrong
 * @param start first moment, event time, inclusive
 * @param end last moment, event time, exclusive
 */
public record Fault(String key, FaultKind kind, Instant start, Instant end) {
  static final Comparator<Fault> BY_START =
      Comparator.comparing(Fault::start).thenComparing(Fault::key);

  /** Whether the fault acts at {@code time}. */
  public boolean covers(Instant time) {
    return !time.isBefore(start) && time.isBefore(end);
  }

  /** How far the fault has come at {@code time}: 0 at its start, 1 at its end. */
  double progress(Instant time) {
    Duration length = Duration.between(start, end);
    return (double) Duration.between(start, time).toMillis() / length.toMillis();
  }
}
