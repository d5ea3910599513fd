package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up, for each detector on one subtask, which keys drift. The subtasks of the keys send
 * changes, once each, so sums hold over restores and whatever the parallelism.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class DriftFunction
    extends KeyedProcessFunction<DetectorKey, FleetDrift.Change, AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  private transient Map<String, Double> shares;
  private transient ValueState<FleetDrift> drifts;

  @Override
  public void open(OpenContext context) {
    shares = new HashMap<>();
    drifts = getRuntimeContext().getState(new ValueStateDescriptor<>("drift", Types.DRIFT));
  }

  @Override
  public void processElement(FleetDrift.Change change, Context context, Collector<AnomalyAlert> out)
      throws IOException {
    FleetDrift drift = Objects.requireNonNullElseGet(drifts.value(), FleetDrift::new);
    AnomalyAlert alert = drift.changed(change);
    if (alert != null) {
      out.collect(alert);
    }
    if (drift.isEmpty()) {
      drifts.clear();
    } else {
      drifts.update(drift);
    }
    if (shares.put(change.detector(), drift.share()) == null) {
      getRuntimeContext()
          .getMetricGroup()
          .addGroup("detector", change.detector())
          .gauge("driftShare", () -> shares.getOrDefault(change.detector(), 0.0));
    }
  }
}
