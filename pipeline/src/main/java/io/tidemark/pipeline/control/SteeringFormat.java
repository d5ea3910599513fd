package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.SilenceFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link Steering}. For one thread. */
public final class SteeringFormat implements BinaryFormat<Steering> {
  private static final long serialVersionUID = 1L;

  private final ModelChangeFormat changes = new ModelChangeFormat();
  private final SilenceFormat silences = new SilenceFormat();

  @Override
  public Class<Steering> type() {
    return Steering.class;
  }

  @Override
  public void write(Steering value, DataOutput out) throws IOException {
    out.writeBoolean(value instanceof ModelChange);
    if (value instanceof ModelChange change) {
      changes.write(change, out);
    } else if (value instanceof SilenceChange change) {
      out.writeUTF(change.id());
      out.writeBoolean(change.silence() != null);
      if (change.silence() != null) {
        silences.write(change.silence(), out);
      }
    }
  }

  @Override
  public Steering read(DataInput in) throws IOException {
    return in.readBoolean()
        ? changes.read(in)
        : new SilenceChange(in.readUTF(), in.readBoolean() ? silences.read(in) : null);
  }

  @Override
  public boolean immutable() {
    return true;
  }

  @Override
  public BinaryFormat<Steering> duplicate() {
    return new SteeringFormat();
  }
}
