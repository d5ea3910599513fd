package io.tidemark.schemas.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.apache.avro.Schema;

/** Writers' schemas by their fingerprints: every released version of one record's. */
final class KnownSchemas implements WriterSchemas {
  static final int HEADER = 10;
  static final byte MARKER_0 = (byte) 0xC3;
  static final byte MARKER_1 = 0x01;

  private final String record;
  private final Map<Long, Schema> writers;

  KnownSchemas(Schema current) {
    this.record = current.getName();
    this.writers = ReleasedSchemas.byFingerprint(current);
  }

  @Override
  public int header() {
    return HEADER;
  }

  @Override
  public long name(byte[] payload) throws WireException {
    if (payload.length < HEADER) {
      throw new WireException(
          payload.length + " bytes are too few for Avro single-object encoding");
    }
    if (payload[0] != MARKER_0 || payload[1] != MARKER_1) {
      throw new WireException(
          String.format(
              "starts with %02X %02X, not with Avro's marker C3 01", payload[0], payload[1]));
    }
    return fingerprint(payload);
  }

  static long fingerprint(byte[] payload) {
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }

  @Override
  public Schema schema(long name) throws WireException {
    Schema writer = writers.get(name);
    if (writer == null) {
      throw new WireException(
          String.format("schema fingerprint %016X is of no released %s", name, record));
    }
    return writer;
  }

  static byte[] header(Schema schema) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MARKER_0)
        .put(MARKER_1)
        .putLong(ReleasedSchemas.fingerprint(schema))
        .array();
  }
}
