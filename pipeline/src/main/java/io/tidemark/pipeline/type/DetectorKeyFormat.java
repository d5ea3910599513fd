package io.tidemark.pipeline.type;

import io.tidemark.detector.tick.SharedNames;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link DetectorKey}. */
public final class DetectorKeyFormat implements BinaryFormat<DetectorKey> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<DetectorKey> type() {
    return DetectorKey.class;
  }

  @Override
  public void write(DetectorKey key, DataOutput out) throws IOException {
    out.writeUTF(key.detector());
    out.writeUTF(key.key());
  }

  @Override
  public DetectorKey read(DataInput in) throws IOException {
    return new DetectorKey(SharedNames.share(in.readUTF()), in.readUTF());
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
