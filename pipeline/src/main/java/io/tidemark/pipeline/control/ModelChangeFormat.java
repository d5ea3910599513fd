package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.schemas.ModelAction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link ModelChange}. */
public final class ModelChangeFormat implements BinaryFormat<ModelChange> {
  private static final long serialVersionUID = 2L;

  @Override
  public Class<ModelChange> type() {
    return ModelChange.class;
  }

  @Override
  public void write(ModelChange change, DataOutput out) throws IOException {
    out.writeUTF(change.detector());
    out.writeUTF(change.action().name());
    ModelRollout.writeOptional(change.model(), out);
    Redefinition.writeOptional(change.definition(), out);
    out.writeLong(change.checkpoint());
  }

  @Override
  public ModelChange read(DataInput in) throws IOException {
    return new ModelChange(
        in.readUTF(),
        ModelAction.valueOf(in.readUTF()),
        ModelRollout.readOptional(in),
        Redefinition.readOptional(in),
        in.readLong());
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
