package io.tidemark.pipeline.type;

import io.tidemark.schemas.LateEvent;

/** Binary form of a {@link LateEvent}. */
public final class LateEventFormat extends AvroFormat<LateEvent> {
  private static final long serialVersionUID = 1L;

  public LateEventFormat() {
    super(LateEvent.class);
  }

  @Override
  public BinaryFormat<LateEvent> duplicate() {
    return new LateEventFormat();
  }
}
