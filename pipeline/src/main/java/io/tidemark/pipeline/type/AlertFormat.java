package io.tidemark.pipeline.type;

import io.tidemark.schemas.AnomalyAlert;

/** Binary form of an {@link AnomalyAlert}. */
public final class AlertFormat extends AvroFormat<AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  public AlertFormat() {
    super(AnomalyAlert.class);
  }

  @Override
  public BinaryFormat<AnomalyAlert> duplicate() {
    return new AlertFormat();
  }
}
