package io.tidemark.pipeline.source;

import io.tidemark.pipeline.type.BinaryFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binary form of a {@link RawRecord}, for jobs whose decoding has a second input. */
public final class RawRecordFormat implements BinaryFormat<RawRecord> {
  private static final long serialVersionUID = 1L;
  private static final int NULL = -1;

  @Override
  public Class<RawRecord> type() {
    return RawRecord.class;
  }

  @Override
  public void write(RawRecord record, DataOutput out) throws IOException {
    out.writeUTF(record.topic());
    out.writeInt(record.partition());
    out.writeLong(record.offset());
    out.writeLong(record.timestampMillis());
    write(record.key(), out);
    write(record.value(), out);
    out.writeInt(record.size());
    out.writeBoolean(record.unread() != null);
    if (record.unread() != null) {
      out.writeUTF(record.unread());
    }
    out.writeShort(record.headers().size());
    for (Map.Entry<String, byte[]> header : record.headers().entrySet()) {
      out.writeUTF(header.getKey());
      write(header.getValue(), out);
    }
  }

  private static void write(byte @Nullable [] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes == null ? NULL : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  @Override
  public RawRecord read(DataInput in) throws IOException {
    return new RawRecord(
        in.readUTF(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        bytes(in),
        bytes(in),
        in.readInt(),
        in.readBoolean() ? in.readUTF() : null,
        headers(in));
  }

  private static Map<String, byte[]> headers(DataInput in) throws IOException {
    int number = in.readUnsignedShort();
    Map<String, byte[]> headers = new LinkedHashMap<>();
    for (int i = 0; i < number; i++) {
      String name = in.readUTF();
      headers.put(name, Objects.requireNonNull(bytes(in)));
    }
    return headers;
  }

  private static byte @Nullable [] bytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
