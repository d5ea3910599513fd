package io.tidemark.pipeline.type;

import io.tidemark.schemas.AlertFeedback;

/** Binary form of an {@link AlertFeedback}. */
public final class FeedbackFormat extends AvroFormat<AlertFeedback> {
  private static final long serialVersionUID = 1L;

  public FeedbackFormat() {
    super(AlertFeedback.class);
  }

  @Override
  public BinaryFormat<AlertFeedback> duplicate() {
    return new FeedbackFormat();
  }
}
