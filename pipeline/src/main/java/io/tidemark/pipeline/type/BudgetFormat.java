package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.AlertBudget;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of an {@link AlertBudget}'s state. */
public final class BudgetFormat extends StateFormat<AlertBudget.Saved> {
  private static final long serialVersionUID = 1L;

  public BudgetFormat() {
    super(AlertBudget.Saved.class, 1);
  }

  @Override
  protected void writeState(AlertBudget.Saved state, DataOutput out) throws IOException {
    state.write(out);
  }

  @Override
  protected AlertBudget.Saved readState(int version, DataInput in) throws IOException {
    return AlertBudget.Saved.read(in);
  }

  @Override
  public BinaryFormat<AlertBudget.Saved> duplicate() {
    return new BudgetFormat();
  }
}
