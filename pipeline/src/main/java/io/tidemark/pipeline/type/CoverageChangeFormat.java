package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.alert.FleetCoverage.Limit;
import io.tidemark.schemas.BlindReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Binary form of a {@link FleetCoverage.Change}, on its way from a key to its detector. */
public final class CoverageChangeFormat implements BinaryFormat<FleetCoverage.Change> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<FleetCoverage.Change> type() {
    return FleetCoverage.Change.class;
  }

  @Override
  public void write(FleetCoverage.Change change, DataOutput out) throws IOException {
    out.writeUTF(change.detector());
    out.writeByte(change.keys());
    out.writeByte(change.known());
    out.writeByte(change.watched());
    write(change.left(), out);
    write(change.came(), out);
    out.writeLong(change.millis());
    Limit limit = change.limit();
    out.writeBoolean(limit != null);
    if (limit != null) {
      out.writeDouble(limit.minCoverage());
      out.writeLong(limit.patienceMillis());
    }
  }

  private static void write(@Nullable BlindReason reason, DataOutput out) throws IOException {
    out.writeByte(reason == null ? 0 : reason.ordinal() + 1);
  }

  @Override
  public FleetCoverage.Change read(DataInput in) throws IOException {
    return new FleetCoverage.Change(
        in.readUTF(),
        in.readByte(),
        in.readByte(),
        in.readByte(),
        reason(in),
        reason(in),
        in.readLong(),
        in.readBoolean() ? new Limit(in.readDouble(), in.readLong()) : null);
  }

  private static @Nullable BlindReason reason(DataInput in) throws IOException {
    int reason = in.readUnsignedByte();
    return reason == 0 ? null : BlindReason.values()[reason - 1];
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
