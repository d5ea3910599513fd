package io.tidemark.pipeline.type;

import io.tidemark.schemas.DeadLetter;

/** Binary form of a {@link DeadLetter}. */
public final class DeadLetterFormat extends AvroFormat<DeadLetter> {
  private static final long serialVersionUID = 1L;

  public DeadLetterFormat() {
    super(DeadLetter.class);
  }

  @Override
  public BinaryFormat<DeadLetter> duplicate() {
    return new DeadLetterFormat();
  }
}
