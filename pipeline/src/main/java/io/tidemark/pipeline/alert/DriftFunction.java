package io.tidemark.pipeline.alert;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.Redefinable;
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
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Adds up, for each detector on one subtask, what the subtasks of its keys tell of keys that drift.
 * They tell changes, once each, so sums hold over restores and whatever the parallelism.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class DriftFunction
    extends KeyedProcessFunction<DetectorKey, FleetDrift.Change, AnomalyAlert>
    implements CheckpointedFunction, Redefinable<AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  private final Detectors configured;
  private final boolean steered;
  private transient LiveDetectors detectors;
  private transient Map<String, Double> shares;
  private transient ValueState<FleetDrift> drifts;

  /**
   * @param steered whether detectors change while the job runs
   */
  public DriftFunction(Detectors configured, boolean steered) {
    this.configured = configured;
    this.steered = steered;
  }

  private static ValueStateDescriptor<FleetDrift> state() {
    return new ValueStateDescriptor<>("drift", Types.DRIFT);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    detectors = LiveDetectors.of(context.getOperatorStateStore(), configured, steered);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // the detectors write themselves through
  }

  @Override
  public void open(OpenContext context) {
    shares = new HashMap<>();
    drifts = getRuntimeContext().getState(state());
  }

  @Override
  public void processElement(FleetDrift.Change change, Context context, Collector<AnomalyAlert> out)
      throws IOException {
    DetectorDefinition detector = detectors.find(change.detector());
    FleetDrift known = drifts.value();
    if (detector == null && known == null) {
      return;
    }
    FleetDrift drift = Objects.requireNonNullElseGet(known, FleetDrift::new);
    tell(drift.changed(change, share(detector)), out);
    if (detector == null
        && drift.isEmpty()) { // it has left the configuration, and now all its keys
      drifts.clear();
      return;
    }
    drifts.update(drift);
    if (shares.put(change.detector(), drift.share()) == null) {
      getRuntimeContext()
          .getMetricGroup()
          .addGroup("detector", change.detector())
          .gauge("driftShare", () -> shares.getOrDefault(change.detector(), 0.0));
    }
  }

  /** Share of the detector's keys that is an alert, if any is. */
  private static @Nullable Double share(@Nullable DetectorDefinition detector) {
    return detector == null ? null : detector.alerts().driftShare();
  }

  private static void tell(@Nullable AnomalyAlert alert, Collector<AnomalyAlert> out) {
    if (alert != null) {
      out.collect(alert);
    }
  }

  /**
   * The keys of a removed detector have been forgotten by now, and its alert is resolved; so is
   * that of one whose drift nobody watches any more.
   */
  @Override
  public void redefine(ModelChange change, Keys keys, Collector<AnomalyAlert> out)
      throws Exception {
    detectors.apply(change);
    DetectorDefinition now = detectors.find(change.detector());
    keys.each(
        state(),
        (key, state) -> {
          FleetDrift known = key.detector().equals(change.detector()) ? state.value() : null;
          if (known == null) {
            return;
          }
          if (share(now) == null) {
            FleetDrift.Change none = new FleetDrift.Change(key.detector(), 0, 0, Long.MIN_VALUE);
            tell(known.changed(none, null), out);
            state.update(known);
          }
          if (now == null) {
            state.clear();
            shares.put(key.detector(), 0.0);
          }
        });
  }
}
