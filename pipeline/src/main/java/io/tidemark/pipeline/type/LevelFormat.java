package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.KeyLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link KeyLevel} in state, after a version byte. */
public final class LevelFormat implements BinaryFormat<KeyLevel> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<KeyLevel> type() {
    return KeyLevel.class;
  }

  @Override
  public void write(KeyLevel level, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    level.write(out);
  }

  @Override
  public KeyLevel read(DataInput in) throws IOException {
    Versions.check("level", in.readUnsignedByte(), VERSION);
    return KeyLevel.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
