package io.tidemark.pipeline.type;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of what lies in state: a version, the length of what follows, and the state. A
 * subclass reads every version that a release from 0.2.0 on has written. What a reader leaves
 * unread is an error: it would be a reader of another version. For one thread.
 */
public abstract class StateFormat<T> implements BinaryFormat<T> {
  private static final long serialVersionUID = 1L;
  private static final int USUAL_SIZE = 2048;

  private final Class<T> type;
  private final int version;
  private transient @Nullable DataOutputSerializer out;

  /**
   * @param version that is written, 1 to 255
   */
  protected StateFormat(Class<T> type, int version) {
    this.type = type;
    this.version = version;
  }

  @Override
  public final Class<T> type() {
    return type;
  }

  @Override
  public final void write(T state, DataOutput target) throws IOException {
    DataOutputSerializer scratch = out;
    if (scratch == null) {
      scratch = new DataOutputSerializer(USUAL_SIZE);
      out = scratch;
    }
    scratch.clear();
    writeState(state, scratch);
    target.writeByte(version);
    target.writeInt(scratch.length());
    target.write(scratch.getSharedBuffer(), 0, scratch.length());
  }

  @Override
  public final T read(DataInput source) throws IOException {
    int found = source.readUnsignedByte();
    if (found < 1 || found > version) {
      throw new IOException(
          "%s of version %d; this job reads versions 1 to %d"
              .formatted(type.getSimpleName(), found, version));
    }
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    T state = readState(found, in);
    if (in.available() > 0) {
      throw new IOException(
          "%s of version %d: %d of %d bytes are left over"
              .formatted(type.getSimpleName(), found, in.available(), bytes.length));
    }
    return state;
  }

  protected abstract void writeState(T state, DataOutput out) throws IOException;

  /**
   * Reads a state.
   *
   * @param version in which it was written
   */
  protected abstract T readState(int version, DataInput in) throws IOException;

  @Override
  public boolean immutable() {
    return false;
  }
}
