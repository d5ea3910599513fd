package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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
    out.writeDouble(verdict.score());
    out.writeDouble(verdict.threshold());
    out.writeDouble(verdict.pValue());
    out.writeBoolean(verdict.anomalous());
    writeOptional(verdict.autoencoder(), out);
    writeOptional(verdict.companion(), out);
  }

  @Override
  public Verdict read(DataInput in) throws IOException {
    return new Verdict(
        scored.read(in),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readBoolean(),
        readOptional(in),
        readOptional(in));
  }

  private static void writeOptional(@Nullable Double value, DataOutput out) throws IOException {
    out.writeDouble(value == null ? Double.NaN : value);
  }

  private static @Nullable Double readOptional(DataInput in) throws IOException {
    double value = in.readDouble();
    return Double.isNaN(value) ? null : (Double) value;
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
