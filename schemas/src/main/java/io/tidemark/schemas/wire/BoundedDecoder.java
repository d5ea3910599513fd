package io.tidemark.schemas.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary decoder that believes no length beyond the payload's own. Avro allocates a map,
 * list or byte array by the length that stands in the payload before it reads on, so that ten bytes
 * could ask for gigabytes. It also reads as many elements as the payload declares, even where the
 * writer's schema gives an element no bytes at all (a null, a fixed of size 0, a record of those),
 * so that ten bytes could keep it busy for hours.
 *
 * <p>Both are bounded by the payload's length. Every element of an honest payload takes at least
 * one byte that belongs to no other element, so the elements of all arrays and maps together,
 * however nested and in however many blocks, cannot outnumber the bytes.
 */
final class BoundedDecoder extends Decoder {
  /** Values without bytes that a schema may have in no array, so that they come once. */
  private static final int MOST_EMPTIES = 1_000;

  private BinaryDecoder in = DecoderFactory.get().binaryDecoder(new byte[0], null);
  private int limit;
  private long elements;
  private long empties;

  /** Starts on {@code payload} from {@code offset}; whatever an earlier payload left is dropped. */
  void reset(byte[] payload, int offset) {
    limit = payload.length - offset;
    elements = 0;
    empties = 0;
    in = DecoderFactory.get().binaryDecoder(payload, offset, limit, in);
  }

  boolean isEnd() throws IOException {
    return in.isEnd();
  }

  private int length(long claimed) throws WireException {
    if (claimed < 0 || claimed > limit) {
      throw new WireException("claims " + claimed + " bytes in a payload of " + limit + " bytes");
    }
    return (int) claimed;
  }

  private long counted(long block) throws WireException {
    if (block < 0 || block > limit - elements) {
      String total = elements == 0 ? "" : " after " + elements + " others";
      throw new WireException(
          "claims " + block + " elements" + total + " in a payload of " + limit + " bytes");
    }
    elements += block;
    return block;
  }

  /** What takes no bytes would multiply the elements, as a record of many such fields. */
  private void countEmpty() throws WireException {
    if (++empties > limit + MOST_EMPTIES) {
      throw new WireException("holds more values without bytes than its " + limit + " bytes");
    }
  }

  @Override
  public void readNull() throws IOException {
    countEmpty();
    in.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return in.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return in.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return in.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return in.readDouble();
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(readChunk());
  }

  @Override
  public String readString() throws IOException {
    return readString(null).toString();
  }

  @Override
  public void skipString() throws IOException {
    in.skipFixed(length(in.readLong()));
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(readChunk());
  }

  private byte[] readChunk() throws IOException {
    byte[] bytes = new byte[length(in.readLong())];
    in.readFixed(bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  public void skipBytes() throws IOException {
    in.skipFixed(length(in.readLong()));
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    if (length == 0) {
      countEmpty();
    }
    in.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    if (length == 0) {
      countEmpty();
    }
    in.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return in.readEnum();
  }

  @Override
  public long readArrayStart() throws IOException {
    return counted(in.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return counted(in.arrayNext());
  }

  @Override
  public long skipArray() throws IOException {
    return counted(in.skipArray());
  }

  @Override
  public long readMapStart() throws IOException {
    return counted(in.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return counted(in.mapNext());
  }

  @Override
  public long skipMap() throws IOException {
    return counted(in.skipMap());
  }

  @Override
  public int readIndex() throws IOException {
    return in.readIndex();
  }
}
