package io.tidemark.pipeline.window;

import io.tidemark.pipeline.type.BinaryFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Binary form of a {@link KeyState}: version, shape of the detector, length, window, which has a
 * version of its own.
 */
public final class KeyStateFormat implements BinaryFormat<KeyState> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<KeyState> type() {
    return KeyState.class;
  }

  @Override
  public void write(KeyState state, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(state.shape());
    out.writeInt(state.bytes().length);
    out.write(state.bytes());
  }

  @Override
  public KeyState read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("window state of version " + version + "; this job reads version 1");
    }
    long shape = in.readLong();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new KeyState(shape, bytes);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
