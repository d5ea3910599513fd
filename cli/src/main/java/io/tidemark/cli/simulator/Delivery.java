package io.tidemark.cli.simulator;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Something that arrives at Kafka.
 *
 * @param at moment of arrival on the simulated clock, at or after the event time
 * @param site where it comes from
 * @param key the Kafka record's key
 * @param event the event, null where {@code garbage} arrives instead
 * @param garbage bytes that are no event, else null
 */
public record Delivery(
    Instant at, Site site, String key, @Nullable SpecificRecord event, byte @Nullable [] garbage) {

  static Delivery of(Instant at, Site site, String key, SpecificRecord event) {
    return new Delivery(at, site, key, event, null);
  }

  static Delivery garbage(Instant at, Site site, String key, byte[] bytes) {
    return new Delivery(at, site, key, null, bytes);
  }
}
