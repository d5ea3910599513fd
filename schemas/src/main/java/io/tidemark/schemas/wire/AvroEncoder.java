package io.tidemark.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes Avro single-object encoding of the current schema. */
final class AvroEncoder<T extends SpecificRecord> implements EventEncoder<T> {
  private final DatumWriter<T> writer;
  private final byte[] header;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /**
   * Unbuffered on purpose: a buffered encoder would keep the first half of a record that failed.
   */
  private final org.apache.avro.io.BinaryEncoder encoder =
      EncoderFactory.get().directBinaryEncoder(out, null);

  AvroEncoder(Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    this.writer = new SpecificDatumWriter<>(schema, model);
    this.header =
        ByteBuffer.allocate(AvroDecoder.HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(AvroDecoder.MARKER_0)
            .put(AvroDecoder.MARKER_1)
            .putLong(ReleasedSchemas.fingerprint(schema))
            .array();
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
