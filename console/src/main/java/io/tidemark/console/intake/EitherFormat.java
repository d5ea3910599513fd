package io.tidemark.console.intake;

import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Tells Avro and JSON apart, record by record. */
public final class EitherFormat<T extends SpecificRecord> implements EventDecoder<T> {
  private final EventDecoder<T> avro;
  private final EventDecoder<T> json;

  public EitherFormat(Class<T> type) {
    this.avro = WireFormat.AVRO.decoder(type);
    this.json = WireFormat.JSON.decoder(type);
  }

  @Override
  public T decode(byte @Nullable [] value) throws WireException {
    boolean text = value != null && value.length > 0 && value[0] == '{';
    return (text ? json : avro).decode(value);
  }
}
