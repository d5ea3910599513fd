package io.tidemark.pipeline.type;

import io.tidemark.detector.alert.FleetCoverage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link FleetCoverage}. */
public final class FleetCoverageFormat extends StateFormat<FleetCoverage> {
  private static final long serialVersionUID = 1L;

  public FleetCoverageFormat() {
    super(FleetCoverage.class, 1);
  }

  @Override
  protected void writeState(FleetCoverage state, DataOutput out) throws IOException {
    state.write(out);
  }

  @Override
  protected FleetCoverage readState(int version, DataInput in) throws IOException {
    return FleetCoverage.read(in);
  }

  @Override
  public BinaryFormat<FleetCoverage> duplicate() {
    return new FleetCoverageFormat();
  }
}
