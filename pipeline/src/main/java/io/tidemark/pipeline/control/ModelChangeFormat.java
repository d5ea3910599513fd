package io.tidemark.pipeline.control;

import io.tidemark.detector.model.ModelException;
import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.schemas.ModelAction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Binary form of a {@link ModelChange}. */
public final class ModelChangeFormat implements BinaryFormat<ModelChange> {
  private static final long serialVersionUID = 2L;

  /**
   * Makes sure that a change can be written before it is taken: in the middle of a checkpoint it
   * would be too late.
   *
   * @throws ModelException when it cannot
   */
  static void requireWritable(ModelChange change) {
    try {
      new ModelChangeFormat().write(change, new DataOutputStream(OutputStream.nullOutputStream()));
    } catch (IOException unwritable) {
      throw new ModelException("the change cannot be kept in state: " + unwritable.getMessage());
    }
  }

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
