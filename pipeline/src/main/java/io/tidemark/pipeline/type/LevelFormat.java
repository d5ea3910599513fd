package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.KeyLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Binary form of a {@link KeyLevel} in state, after a version byte. Reads the versions before it as
 * well.
 */
public final class LevelFormat implements BinaryFormat<KeyLevel> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<KeyLevel> type() {
    return KeyLevel.class;
  }

  @Override
  public void write(KeyLevel level, DataOutput out) throws IOException {
    out.writeByte(KeyLevel.VERSION);
    level.write(out);
  }

  @Override
  public KeyLevel read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    Versions.check("level", version, KeyLevel.VERSION);
    return switch (version) {
      case 1 -> KeyLevel.readVersion1(in);
      case 2 -> KeyLevel.readVersion2(in);
      case 3 -> KeyLevel.readVersion3(in);
      default -> KeyLevel.read(in);
    };
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
