package io.tidemark.schemas.wire;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns payloads into records. Reusable, for one thread; a payload that fails leaves no trace in
 * the next.
 *
 * @param <T> generated record class
 */
public interface EventDecoder<T extends SpecificRecord> {

  /**
   * Decodes one payload into a new record.
   *
   * @param payload value of a Kafka record, null for a tombstone
   * @throws WireException when it is not exactly one record of the type
   */
  T decode(byte @Nullable [] payload) throws WireException;
}
