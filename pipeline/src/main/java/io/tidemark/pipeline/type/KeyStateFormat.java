package io.tidemark.pipeline.type;

import io.tidemark.detector.line.KeyState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link KeyState}. */
public final class KeyStateFormat extends StateFormat<KeyState> {
  private static final long serialVersionUID = 1L;

  public KeyStateFormat() {
    super(KeyState.class, 1);
  }

  @Override
  protected void writeState(KeyState state, DataOutput out) throws IOException {
    state.write(out);
  }

  @Override
  protected KeyState readState(int version, DataInput in) throws IOException {
    return KeyState.read(in);
  }

  @Override
  public BinaryFormat<KeyState> duplicate() {
    return new KeyStateFormat();
  }
}
