package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.AvroFormat;
import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.FeedbackFormat;
import io.tidemark.pipeline.type.SilenceFormat;
import io.tidemark.schemas.AlertFeedback;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link Steering}. For one thread. */
public final class SteeringFormat implements BinaryFormat<Steering> {
  private static final long serialVersionUID = 1L;
  private static final byte CHANGE = 0;
  private static final byte FEEDBACK = 1;
  private static final byte SILENCE = 2;

  private final ModelChangeFormat changes = new ModelChangeFormat();
  private final AvroFormat<AlertFeedback> feedback = new FeedbackFormat();
  private final SilenceFormat silences = new SilenceFormat();

  @Override
  public Class<Steering> type() {
    return Steering.class;
  }

  @Override
  public void write(Steering value, DataOutput out) throws IOException {
    if (value instanceof ModelChange change) {
      out.writeByte(CHANGE);
      changes.write(change, out);
    } else if (value instanceof FeedbackGiven given) {
      out.writeByte(FEEDBACK);
      feedback.write(given.feedback(), out);
    } else if (value instanceof SilenceChange change) {
      out.writeByte(SILENCE);
      out.writeUTF(change.id());
      out.writeBoolean(change.silence() != null);
      if (change.silence() != null) {
        silences.write(change.silence(), out);
      }
    }
  }

  @Override
  public Steering read(DataInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case CHANGE -> changes.read(in);
      case FEEDBACK -> new FeedbackGiven(feedback.read(in));
      case SILENCE -> new SilenceChange(in.readUTF(), in.readBoolean() ? silences.read(in) : null);
      default -> throw new IOException("no kind of steering: " + kind);
    };
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
