package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetDrift;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link FleetDrift}. */
public final class FleetDriftFormat extends StateFormat<FleetDrift> {
  private static final long serialVersionUID = 1L;

  public FleetDriftFormat() {
    super(FleetDrift.class, 1);
  }

  @Override
  protected void writeState(FleetDrift state, DataOutput out) throws IOException {
    state.write(out);
  }

  @Override
  protected FleetDrift readState(int version, DataInput in) throws IOException {
    return FleetDrift.read(in);
  }

  @Override
  public BinaryFormat<FleetDrift> duplicate() {
    return new FleetDriftFormat();
  }
}
