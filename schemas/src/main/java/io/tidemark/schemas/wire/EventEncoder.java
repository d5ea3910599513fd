package io.tidemark.schemas.wire;

import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records into payloads. Reusable, for one thread; a record that fails leaves no trace in the
 * next.
 *
 * @param <T> generated record class
 */
public interface EventEncoder<T extends SpecificRecord> {

  /**
   * Encodes one record into a new array.
   *
   * @throws IllegalArgumentException when the record does not satisfy its schema, such as a
   *     required field left null
   */
  byte[] encode(T event);
}
