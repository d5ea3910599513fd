package io.tidemark.schemas.wire;

import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/**
 * Payloads in Avro's binary encoding, to be walked value by value by their writer's schema. Lengths
 * and numbers of elements that a payload claims are bounded by its own length. For one thread.
 */
public final class AvroPayload {
  private final @Nullable WriterSchemas writers;
  private final @Nullable Schema only;
  private final long fingerprint;
  private final BoundedDecoder decoder = new BoundedDecoder();

  private AvroPayload(@Nullable WriterSchemas writers, @Nullable Schema only) {
    this.writers = writers;
    this.only = only;
    fingerprint = only == null ? 0 : SchemaNormalization.parsingFingerprint64(only);
  }

  /** Behind Confluent's header, with the writers' schemas in a registry. */
  public static AvroPayload confluent(RegistrySettings registry) {
    return new AvroPayload(new RegisteredSchemas(new RegistryClient(registry)), null);
  }

  /**
   * All of one schema: plain, or as single objects, whose header has the schema's fingerprint.
   *
   * @param schema of all writers
   */
  public static AvroPayload of(Schema schema) {
    return new AvroPayload(null, schema);
  }

  /**
   * Starts on a payload.
   *
   * @return the writer's schema; {@link #decoder} stands before its value
   * @throws WireException when there is no header where one must be, or its schema cannot be had
   */
  public Schema open(byte[] payload) throws WireException {
    if (writers == null) {
      decoder.reset(payload, isSingleObject(payload) ? KnownSchemas.HEADER : 0);
      return Objects.requireNonNull(only);
    }
    Schema writer = writers.schema(writers.name(payload));
    decoder.reset(payload, writers.header());
    return writer;
  }

  private boolean isSingleObject(byte[] payload) {
    return payload.length >= KnownSchemas.HEADER
        && payload[0] == KnownSchemas.MARKER_0
        && payload[1] == KnownSchemas.MARKER_1
        && KnownSchemas.fingerprint(payload) == fingerprint;
  }

  /** Of the payload that was opened last. */
  public Decoder decoder() {
    return decoder;
  }

  /**
   * Ends a payload.
   *
   * @throws WireException when bytes follow
   */
  public void close() throws IOException {
    if (!decoder.isEnd()) {
      throw new WireException("bytes follow after the end of the record");
    }
  }
}
