package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.PastAlerts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of {@link PastAlerts}. */
public final class PastAlertsFormat extends StateFormat<PastAlerts> {
  private static final long serialVersionUID = 1L;

  public PastAlertsFormat() {
    super(PastAlerts.class, 1);
  }

  @Override
  protected void writeState(PastAlerts state, DataOutput out) throws IOException {
    state.write(out);
  }

  @Override
  protected PastAlerts readState(int version, DataInput in) throws IOException {
    return PastAlerts.read(in);
  }

  @Override
  public BinaryFormat<PastAlerts> duplicate() {
    return new PastAlertsFormat();
  }
}
