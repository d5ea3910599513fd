package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetDrift;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link FleetDrift} in state, after a version byte. */
public final class FleetDriftFormat implements BinaryFormat<FleetDrift> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<FleetDrift> type() {
    return FleetDrift.class;
  }

  @Override
  public void write(FleetDrift drift, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    drift.write(out);
  }

  @Override
  public FleetDrift read(DataInput in) throws IOException {
    Versions.check("drift", in.readUnsignedByte(), VERSION);
    return FleetDrift.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
