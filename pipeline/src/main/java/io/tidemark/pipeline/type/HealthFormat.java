package io.tidemark.pipeline.type;

import io.tidemark.detector.health.KeyHealth;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link KeyHealth} in state, after a version byte. Reads version 1 as well. */
public final class HealthFormat implements BinaryFormat<KeyHealth> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<KeyHealth> type() {
    return KeyHealth.class;
  }

  @Override
  public void write(KeyHealth health, DataOutput out) throws IOException {
    out.writeByte(KeyHealth.VERSION);
    health.write(out);
  }

  @Override
  public KeyHealth read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    Versions.check("health", version, KeyHealth.VERSION);
    return version == 1 ? KeyHealth.readVersion1(in) : KeyHealth.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
