package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link ModelLine} in state, after a version byte. */
public final class ModelLineFormat implements BinaryFormat<ModelLine> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<ModelLine> type() {
    return ModelLine.class;
  }

  @Override
  public void write(ModelLine line, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    line.write(out);
  }

  @Override
  public ModelLine read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("model state of version " + version + "; this job reads version 1");
    }
    return ModelLine.read(in);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
