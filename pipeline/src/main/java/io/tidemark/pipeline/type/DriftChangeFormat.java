package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetDrift;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link FleetDrift.Change}, on its way from a key to its detector. */
public final class DriftChangeFormat implements BinaryFormat<FleetDrift.Change> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<FleetDrift.Change> type() {
    return FleetDrift.Change.class;
  }

  @Override
  public void write(FleetDrift.Change change, DataOutput out) throws IOException {
    out.writeUTF(change.detector());
    out.writeByte(change.known());
    out.writeByte(change.drifted());
    out.writeLong(change.millis());
    Double limit = change.limit();
    out.writeDouble(limit == null ? Double.NaN : limit);
  }

  @Override
  public FleetDrift.Change read(DataInput in) throws IOException {
    String detector = in.readUTF();
    int known = in.readByte();
    int drifted = in.readByte();
    long millis = in.readLong();
    double limit = in.readDouble();
    return new FleetDrift.Change(
        detector, known, drifted, millis, Double.isNaN(limit) ? null : (Double) limit);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
