/**
 * How records travel on Kafka: Avro single-object encoding, Confluent's wire format or JSON.
 * Decoders take bytes from anyone, so every payload is either a record or a {@link
 * io.tidemark.schemas.wire.WireException}, at a cost in proportion to its length.
 */
@NullMarked
package io.tidemark.schemas.wire;

import org.jspecify.annotations.NullMarked;
