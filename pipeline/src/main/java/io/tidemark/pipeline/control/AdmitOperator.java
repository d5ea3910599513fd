package io.tidemark.pipeline.control;

import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.TimestampedCollector;

/** Runs an {@link AdmitFunction}; what it admits goes out right before the next barrier. */
public final class AdmitOperator extends ProcessOperator<byte[], ModelChange> {
  private static final long serialVersionUID = 1L;

  public AdmitOperator(AdmitFunction function) {
    super(function);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    ((AdmitFunction) userFunction).release(checkpoint, new TimestampedCollector<>(output));
  }
}
