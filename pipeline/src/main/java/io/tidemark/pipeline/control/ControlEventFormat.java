package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.AvroFormat;
import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.schemas.ControlEvent;

/** Binary form of a {@link ControlEvent}. */
public final class ControlEventFormat extends AvroFormat<ControlEvent> {
  private static final long serialVersionUID = 1L;

  public ControlEventFormat() {
    super(ControlEvent.class);
  }

  @Override
  public BinaryFormat<ControlEvent> duplicate() {
    return new ControlEventFormat();
  }
}
