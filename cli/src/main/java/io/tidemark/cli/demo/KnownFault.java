package io.tidemark.cli.demo;

import io.tidemark.cli.simulator.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Something that is known to be wrong in a replay.
 *
 * @param key device or host that has it
 * @param kind for people
 * @param start first moment, event time, inclusive
 * @param end last moment, event time, inclusive
 * @param features names of those that it changes; empty where that is not known
 */
record KnownFault(String key, String kind, Instant start, Instant end, Set<String> features) {
  KnownFault {
    features = Set.copyOf(features);
  }

  static KnownFault of(Fault fault) {
    return new KnownFault(
        fault.key(), fault.kind().toString(), fault.start(), fault.end(), fault.kind().features());
  }

  /**
   * Whether an incident that opens then belongs to the fault.
   *
   * @param grace how long after its end windows still hold some of it
   */
  boolean explains(String incidentKey, Instant openedAt, Duration grace) {
    return key.equals(incidentKey)
        && !openedAt.isBefore(start)
        && !openedAt.isAfter(end.plus(grace));
  }
}
