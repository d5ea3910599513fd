package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up, for each detector on one subtask, which keys are watched. The subtasks of the keys send
 * changes, once each, so sums hold over restores and whatever the parallelism. Once a minute it
 * says how the detector as a whole is, so that readers of the topic know that the job runs.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class CoverageFunction
    extends KeyedProcessFunction<DetectorKey, FleetCoverage.Change, AnomalyAlert>
    implements CheckpointedFunction {
  private static final Logger LOG = LoggerFactory.getLogger(CoverageFunction.class);
  private static final long serialVersionUID = 1L;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  /** How each detector as a whole is. */
  public static final OutputTag<Coverage> WHOLE = new OutputTag<>("whole", Types.COVERAGE);

  private final Detectors configured;
  private final AlertStart alertStart;
  private transient AlertStarts starts;
  private transient FleetAlerts alerts;
  private transient ValueState<FleetCoverage> fleets;

  public CoverageFunction(Detectors configured, AlertStart alertStart) {
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
    fleets =
        getRuntimeContext().getState(new ValueStateDescriptor<>("coverage", Types.FLEET_COVERAGE));
    alerts = new FleetAlerts(getRuntimeContext().getState(FleetAlerts.PAST), starts);
  }

  @Override
  public void processElement(
      FleetCoverage.Change change, Context context, Collector<AnomalyAlert> out) throws Exception {
    FleetCoverage known = fleets.value();
    FleetCoverage fleet = known == null ? new FleetCoverage() : known;
    TimerService timers = context.timerService();
    if (known == null) {
      alerts.begin(change.detector(), timers);
    }
    alerts.send(fleet.changed(change), out);
    if (fleet.isEmpty()) {
      fleets.clear();
      if (known != null) {
        context.output(WHOLE, end(change.detector()));
      }
      return;
    }
    fleets.update(fleet);
    if (fleet.due() != Long.MAX_VALUE) {
      timers.registerEventTimeTimer(fleet.due());
    }
    if (known == null) {
      context.output(WHOLE, fleet.whole(change.detector()));
      timers.registerProcessingTimeTimer(nextMinute(timers));
    }
  }

  /** The same one for all that is due in it. */
  private static long nextMinute(TimerService timers) {
    return (timers.currentProcessingTime() / MINUTE + 1) * MINUTE;
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<AnomalyAlert> out)
      throws Exception {
    FleetCoverage fleet = fleets.value();
    if (fleet == null) {
      return;
    }
    String detector = context.getCurrentKey().detector();
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      context.output(WHOLE, fleet.whole(detector));
      context.timerService().registerProcessingTimeTimer(nextMinute(context.timerService()));
    } else if (context.timerService().currentWatermark() != Long.MAX_VALUE) { // at the end
      boolean read = alerts.advance(detector, at, out);
      alerts.send(fleet.advance(detector, at), out);
      fleets.update(fleet);
      if (read) {
        LOG.info(
            "Detector {} has read the past, up to {}: {}; alerts are sent from now on",
            detector,
            Instant.ofEpochMilli(at),
            fleet.whole(detector).getDetail());
      }
    }
  }

  private static Coverage end(String detector) {
    Coverage end = new FleetCoverage().whole(detector);
    end.setState(CoverageState.FORGOTTEN);
    return end;
  }
}
