package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds up, for each detector on one subtask, which keys drift. The subtasks of the keys send
 * changes, once each, so sums hold over restores and whatever the parallelism.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class DriftFunction
    extends KeyedProcessFunction<DetectorKey, FleetDrift.Change, AnomalyAlert>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  private final Detectors configured;
  private final AlertStart alertStart;
  private transient AlertStarts starts;
  private transient FleetAlerts alerts;
  private transient Map<String, Double> shares;
  private transient ValueState<FleetDrift> drifts;

  public DriftFunction(Detectors configured, AlertStart alertStart) {
    this.configured = configured;
    this.alertStart = alertStart;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    starts = AlertStarts.restore(context.getOperatorStateStore(), configured, alertStart);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // what changes is kept in Flink's own state at once
  }

  @Override
  public void open(OpenContext context) {
    shares = new HashMap<>();
    drifts = getRuntimeContext().getState(new ValueStateDescriptor<>("drift", Types.DRIFT));
    alerts = new FleetAlerts(getRuntimeContext().getState(FleetAlerts.PAST), starts);
  }

  @Override
  public void processElement(FleetDrift.Change change, Context context, Collector<AnomalyAlert> out)
      throws Exception {
    FleetDrift known = drifts.value();
    if (known == null) {
      alerts.begin(change.detector(), context.timerService());
    }
    FleetDrift drift = known == null ? new FleetDrift() : known;
    alerts.send(drift.changed(change), out);
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

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<AnomalyAlert> out)
      throws Exception {
    if (context.timerService().currentWatermark() != Long.MAX_VALUE) { // at the end
      alerts.advance(context.getCurrentKey().detector(), at, out);
    }
  }
}
