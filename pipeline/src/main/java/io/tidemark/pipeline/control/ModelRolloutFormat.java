package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link ModelRollout} in state, after a version byte. */
public final class ModelRolloutFormat implements BinaryFormat<ModelRollout> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<ModelRollout> type() {
    return ModelRollout.class;
  }

  @Override
  public void write(ModelRollout line, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    line.write(out);
  }

  @Override
  public ModelRollout read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("model state of version " + version + "; this job reads version 1");
    }
    return ModelRollout.read(in);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
