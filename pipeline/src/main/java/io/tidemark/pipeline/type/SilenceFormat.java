package io.tidemark.pipeline.type;

import io.tidemark.schemas.Silence;

/** Binary form of a {@link Silence}. */
public final class SilenceFormat extends AvroFormat<Silence> {
  private static final long serialVersionUID = 1L;

  public SilenceFormat() {
    super(Silence.class);
  }

  @Override
  public BinaryFormat<Silence> duplicate() {
    return new SilenceFormat();
  }
}
