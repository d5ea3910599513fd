package io.tidemark.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes Avro's binary encoding of the current schema behind a header that names it. */
final class AvroEncoder<T extends SpecificRecord> implements EventEncoder<T> {
  private final DatumWriter<T> writer;
  private final byte[] header;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /**
   * Unbuffered on purpose: a buffered encoder would keep the first half of a record that failed.
   */
  private final org.apache.avro.io.BinaryEncoder encoder =
      EncoderFactory.get().directBinaryEncoder(out, null);

  AvroEncoder(Class<T> type, byte[] header) {
    SpecificData model = SpecificData.getForClass(type);
    this.writer = new SpecificDatumWriter<>(model.getSchema(type), model);
    this.header = header;
  }

  @Override
  public byte[] encode(T event) {
    out.reset();
    out.writeBytes(header);
    try {
      writer.write(event, encoder);
      encoder.flush();
    } catch (IOException | RuntimeException invalid) {
      throw new IllegalArgumentException(
          "does not satisfy its schema: " + invalid.getMessage(), invalid);
    }
    return out.toByteArray();
  }
}
