package io.tidemark.schemas.wire;

import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.UnknownSchemaException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;

/** Writers' schemas by their ids in a registry. */
final class RegisteredSchemas implements WriterSchemas {
  private final RegistryClient registry;

  RegisteredSchemas(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public int header() {
    return ConfluentFormat.HEADER;
  }

  @Override
  public long name(byte[] payload) throws WireException {
    if (payload.length < ConfluentFormat.HEADER) {
      throw new WireException(payload.length + " bytes are too few for Confluent's wire format");
    }
    if (payload[0] != ConfluentFormat.MAGIC) {
      throw new WireException(
          "starts with %02X, not with the 00 of Confluent's wire format".formatted(payload[0]));
    }
    return ByteBuffer.wrap(payload).getInt(1);
  }

  @Override
  public Schema schema(long name) throws WireException {
    try {
      return registry.schema((int) name);
    } catch (UnknownSchemaException unknown) {
      throw new WireException(String.valueOf(unknown.getMessage()));
    }
  }
}
