package io.tidemark.pipeline.type;

import io.tidemark.detector.line.KeyModels;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of {@link KeyModels}. */
public final class KeyModelsFormat extends StateFormat<KeyModels> {
  private static final long serialVersionUID = 1L;

  public KeyModelsFormat() {
    super(KeyModels.class, 1);
  }

  @Override
  protected void writeState(KeyModels state, DataOutput out) throws IOException {
    state.write(out);
  }

  @Override
  protected KeyModels readState(int version, DataInput in) throws IOException {
    return KeyModels.read(in);
  }

  @Override
  public BinaryFormat<KeyModels> duplicate() {
    return new KeyModelsFormat();
  }
}
