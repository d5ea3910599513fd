package io.tidemark.pipeline.type;

import io.tidemark.detector.health.KeyHealth;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link KeyHealth} in state, after a version byte. */
public final class HealthFormat implements BinaryFormat<KeyHealth> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<KeyHealth> type() {
    return KeyHealth.class;
  }

  @Override
  public void write(KeyHealth health, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    health.write(out);
  }

  @Override
  public KeyHealth read(DataInput in) throws IOException {
    Versions.check("health", in.readUnsignedByte(), VERSION);
    return KeyHealth.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
