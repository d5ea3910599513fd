package io.tidemark.pipeline.alert;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.health.KeyHealth;
import io.tidemark.detector.health.SensorHealth;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches the sensors of each key of the detectors that ask for it. One event-time timer a key
 * waits for what would be a gap, for late events to be over, or for the key to be forgotten.
 */
public final class HealthFunction
    extends KeyedProcessFunction<DetectorKey, Observation, AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  private final Detectors detectors;
  private final long forgetAfterMillis;
  private transient Map<String, SensorHealth> health;
  private transient ValueState<KeyHealth> states;
  private transient Tally opened;
  private transient Tally resolved;

  /**
   * @param forgetAfter how long a key may be silent, in event time, before it is forgotten
   */
  public HealthFunction(Detectors detectors, Duration forgetAfter) {
    this.detectors = detectors;
    forgetAfterMillis = forgetAfter.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    health = new HashMap<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      if (detector.health().watched()) {
        health.put(detector.name(), new SensorHealth(detector));
      }
    }
    states = getRuntimeContext().getState(new ValueStateDescriptor<>("health", Types.HEALTH));
    opened = new Tally(getRuntimeContext(), "healthAlertsOpened");
    resolved = new Tally(getRuntimeContext(), "healthAlertsResolved");
  }

  @Override
  public void processElement(Observation observation, Context context, Collector<AnomalyAlert> out)
      throws IOException {
    SensorHealth rules = health.get(observation.detector());
    if (rules == null) {
      return;
    }
    KeyHealth known = states.value();
    KeyHealth state = known == null || !rules.fits(known) ? rules.start() : known;
    rules.observed(
        state,
        observation,
        context.timerService().currentWatermark(),
        context.timerService().currentProcessingTime(),
        told(out));
    if (!state.timerSet()) {
      state.timerSet(true);
      context.timerService().registerEventTimeTimer(next(rules, state));
    } else if (rules.lateNow(state, context.timerService().currentWatermark())) {
      context.timerService().registerEventTimeTimer(rules.nextTimer(state));
    }
    states.update(state);
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<AnomalyAlert> out)
      throws IOException {
    String key = context.getCurrentKey().key();
    SensorHealth rules = health.get(context.getCurrentKey().detector());
    KeyHealth state = states.value();
    if (state == null || rules == null || !rules.fits(state)) {
      states.clear();
      return;
    }
    if (context.timerService().currentWatermark() == Long.MAX_VALUE) {
      return; // the input has ended: that is nobody's gap
    }
    rules.advance(state, key, at, told(out));
    if (at >= rules.newest(state) + forgetAfterMillis) {
      rules.forget(state, key, told(out));
      states.clear();
      return;
    }
    context.timerService().registerEventTimeTimer(next(rules, state));
    states.update(state);
  }

  private long next(SensorHealth rules, KeyHealth state) {
    long forget =
        rules.newest(state) == Long.MIN_VALUE
            ? Long.MAX_VALUE
            : rules.newest(state) + forgetAfterMillis;
    return Math.min(rules.nextTimer(state), forget);
  }

  private Consumer<AnomalyAlert> told(Collector<AnomalyAlert> out) {
    return alert -> {
      (alert.getState() == AlertState.OPEN ? opened : resolved).increment();
      out.collect(alert);
    };
  }
}
