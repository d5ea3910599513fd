package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link ModelRollout} in state. */
public final class ModelRolloutFormat extends StateFormat<ModelRollout> {
  private static final long serialVersionUID = 1L;

  public ModelRolloutFormat() {
    super(ModelRollout.class, 1);
  }

  @Override
  protected void writeState(ModelRollout rollout, DataOutput out) throws IOException {
    rollout.write(out);
  }

  @Override
  protected ModelRollout readState(int version, DataInput in) throws IOException {
    return ModelRollout.read(in);
  }

  @Override
  public boolean immutable() {
    return true;
  }

  @Override
  public BinaryFormat<ModelRollout> duplicate() {
    return new ModelRolloutFormat();
  }
}
