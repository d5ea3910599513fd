package io.tidemark.pipeline.source;

import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.DeadLetterFormat;
import io.tidemark.pipeline.type.ObservationFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of {@link Decoded}, for whoever breaks the chain behind the source. */
public final class DecodedFormat implements BinaryFormat<Decoded> {
  private static final long serialVersionUID = 1L;

  private final ObservationFormat observations = new ObservationFormat();
  private final DeadLetterFormat letters = new DeadLetterFormat();

  @Override
  public Class<Decoded> type() {
    return Decoded.class;
  }

  @Override
  public void write(Decoded decoded, DataOutput out) throws IOException {
    if (decoded instanceof Decoded.Observed observed) {
      out.writeBoolean(true);
      observations.write(observed.observation(), out);
    } else if (decoded instanceof Decoded.Rejected rejected) {
      out.writeBoolean(false);
      letters.write(rejected.letter(), out);
    }
  }

  @Override
  public Decoded read(DataInput in) throws IOException {
    return in.readBoolean()
        ? new Decoded.Observed(observations.read(in))
        : new Decoded.Rejected(letters.read(in));
  }

  @Override
  public boolean immutable() {
    return true;
  }

  @Override
  public BinaryFormat<Decoded> duplicate() {
    return new DecodedFormat();
  }
}
