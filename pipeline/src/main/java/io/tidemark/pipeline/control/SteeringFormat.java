package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.AvroFormat;
import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.FeedbackFormat;
import io.tidemark.schemas.AlertFeedback;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of {@link Steering}. For one thread. */
public final class SteeringFormat implements BinaryFormat<Steering> {
  private static final long serialVersionUID = 1L;

  private final ModelChangeFormat changes = new ModelChangeFormat();
  private final AvroFormat<AlertFeedback> feedback = new FeedbackFormat();

  @Override
  public Class<Steering> type() {
    return Steering.class;
  }

  @Override
  public void write(Steering steering, DataOutput out) throws IOException {
    if (steering instanceof ModelChange change) {
      out.writeBoolean(true);
      changes.write(change, out);
    } else if (steering instanceof FeedbackGiven given) {
      out.writeBoolean(false);
      feedback.write(given.feedback(), out);
    }
  }

  @Override
  public Steering read(DataInput in) throws IOException {
    return in.readBoolean() ? changes.read(in) : new FeedbackGiven(feedback.read(in));
  }

  @Override
  public boolean immutable() {
    return true;
  }

  @Override
  public BinaryFormat<Steering> duplicate() {
    return new SteeringFormat();
  }
}
