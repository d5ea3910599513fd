package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.AlertBudget;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of an {@link AlertBudget}'s state, after a version byte. */
public final class BudgetFormat implements BinaryFormat<AlertBudget.Saved> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<AlertBudget.Saved> type() {
    return AlertBudget.Saved.class;
  }

  @Override
  public void write(AlertBudget.Saved budget, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    budget.write(out);
  }

  @Override
  public AlertBudget.Saved read(DataInput in) throws IOException {
    Versions.check("alert budget", in.readUnsignedByte(), VERSION);
    return AlertBudget.Saved.read(in);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
