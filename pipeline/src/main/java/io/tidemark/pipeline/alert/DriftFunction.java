package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.Detectors;
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
 * Adds up, for each detector on one subtask, what the subtasks of its keys tell of keys that drift.
 * They tell changes, once each, so sums hold over restores and whatever the parallelism.
 */
public final class DriftFunction
    extends KeyedProcessFunction<DetectorKey, FleetDrift.Change, AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  private final Detectors detectors;
  private transient Map<String, Double> shares;
  private transient ValueState<FleetDrift> drifts;

  public DriftFunction(Detectors detectors) {
    this.detectors = detectors;
  }

  @Override
  public void open(OpenContext context) {
    shares = new HashMap<>();
    drifts = getRuntimeContext().getState(new ValueStateDescriptor<>("drift", Types.DRIFT));
  }

  @Override
  public void processElement(FleetDrift.Change change, Context context, Collector<AnomalyAlert> out)
      throws IOException {
    DetectorDefinition detector = detectors.find(change.detector());
    if (detector == null) {
      return;
    }
    FleetDrift drift = Objects.requireNonNullElseGet(drifts.value(), FleetDrift::new);
    AnomalyAlert alert = drift.changed(change, detector);
    drifts.update(drift);
    if (shares.put(change.detector(), drift.share()) == null) {
      getRuntimeContext()
          .getMetricGroup()
          .addGroup("detector", change.detector())
          .gauge("driftShare", () -> shares.getOrDefault(change.detector(), 0.0));
    }
    if (alert != null) {
      out.collect(alert);
    }
  }
}
