package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link Verdict}, for whoever breaks the chain behind the calibration. */
public final class VerdictFormat implements BinaryFormat<Verdict> {
  private static final long serialVersionUID = 1L;

  private final ScoredWindowFormat scored = new ScoredWindowFormat();

  @Override
  public Class<Verdict> type() {
    return Verdict.class;
  }

  @Override
  public void write(Verdict verdict, DataOutput out) throws IOException {
    scored.write(verdict.scored(), out);
    out.writeDouble(verdict.threshold());
    out.writeDouble(verdict.pValue());
    out.writeBoolean(verdict.anomalous());
  }

  @Override
  public Verdict read(DataInput in) throws IOException {
    return new Verdict(scored.read(in), in.readDouble(), in.readDouble(), in.readBoolean());
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
