package io.tidemark.schemas.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads Avro single-object encoding, of any released version of the schema. */
final class AvroDecoder<T extends SpecificRecord> implements EventDecoder<T> {
  static final int HEADER = 10;
  static final byte MARKER_0 = (byte) 0xC3;
  static final byte MARKER_1 = 0x01;

  private final Class<T> type;
  private final Schema current;
  private final SpecificData model;
  private final Map<Long, Schema> writers;
  private final Map<Long, DatumReader<T>> readers = new HashMap<>();
  private final BoundedDecoder in = new BoundedDecoder();

  AvroDecoder(Class<T> type) {
    TrustedRecords.register();
    this.type = type;
    this.model = SpecificData.getForClass(type);
    this.current = model.getSchema(type);
    this.writers = ReleasedSchemas.byFingerprint(current);
  }

  @Override
  public T decode(byte @Nullable [] payload) throws WireException {
    if (payload == null) {
      throw new WireException("the record has no value");
    }
    long fingerprint = fingerprint(payload);
    DatumReader<T> reader = reader(fingerprint);
    try {
      in.reset(payload, HEADER);
      T event = type.cast(reader.read(null, in));
      if (!in.isEnd()) {
        throw new WireException("bytes follow after the end of the " + type.getSimpleName());
      }
      return event;
    } catch (WireException wrong) {
      readers.remove(fingerprint);
      throw wrong;
    } catch (IOException | RuntimeException malformed) {
      readers.remove(fingerprint); // may have stopped in mid-record
      throw new WireException(
          "not a valid " + type.getSimpleName() + " in Avro: " + reason(malformed));
    }
  }

  private long fingerprint(byte[] payload) throws WireException {
    if (payload.length < HEADER) {
      throw new WireException(
          payload.length + " bytes are too few for Avro single-object encoding");
    }
    if (payload[0] != MARKER_0 || payload[1] != MARKER_1) {
      throw new WireException(
          String.format(
              "starts with %02X %02X, not with Avro's marker C3 01", payload[0], payload[1]));
    }
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }

  private DatumReader<T> reader(long fingerprint) throws WireException {
    DatumReader<T> known = readers.get(fingerprint);
    if (known != null) {
      return known;
    }
    Schema writer = writers.get(fingerprint);
    if (writer == null) {
      throw new WireException(
          String.format(
              "schema fingerprint %016X is of no released %s", fingerprint, type.getSimpleName()));
    }
    DatumReader<T> reader = new SpecificDatumReader<>(writer, current, model);
    readers.put(fingerprint, reader);
    return reader;
  }

  private static String reason(Exception malformed) {
    String message = malformed.getMessage();
    return malformed.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
