package io.tidemark.pipeline.type;

import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Binary form of an Avro record: its length, then Avro single-object encoding. For one thread. */
public abstract class AvroFormat<T extends SpecificRecord> implements BinaryFormat<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private transient @Nullable EventEncoder<T> encoder;
  private transient @Nullable EventDecoder<T> decoder;

  protected AvroFormat(Class<T> type) {
    this.type = type;
  }

  @Override
  public Class<T> type() {
    return type;
  }

  @Override
  public void write(T value, DataOutput out) throws IOException {
    if (encoder == null) {
      encoder = WireFormat.AVRO.encoder(type);
    }
    byte[] bytes = encoder.encode(value);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public T read(DataInput in) throws IOException {
    if (decoder == null) {
      decoder = WireFormat.AVRO.decoder(type);
    }
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return decoder.decode(bytes);
  }

  /** The job makes its records and never changes them. */
  @Override
  public boolean immutable() {
    return true;
  }
}
