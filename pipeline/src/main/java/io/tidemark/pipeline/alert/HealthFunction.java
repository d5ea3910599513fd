package io.tidemark.pipeline.alert;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.health.KeyHealth;
import io.tidemark.detector.health.SensorHealth;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.Redefinable;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.KeyLimits;
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
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches the sensors of each key of the detectors that ask for it. One event-time timer a key
 * waits for what would be a gap, for late events to be over, or for the key to be forgotten.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class HealthFunction
    extends KeyedProcessFunction<DetectorKey, Observation, AnomalyAlert>
    implements CheckpointedFunction, Redefinable<AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  private final Detectors configured;
  private final long forgetAfterMillis;
  private final boolean steered;
  private transient LiveDetectors detectors;
  private transient Map<String, SensorHealth> health;
  private transient ValueState<KeyHealth> states;
  private transient KeyLimits limits;
  private transient Tally opened;
  private transient Tally resolved;

  /**
   * @param forgetAfter how long a key may be silent, in event time, before it is forgotten
   * @param steered whether detectors change while the job runs
   */
  public HealthFunction(Detectors configured, Duration forgetAfter, boolean steered) {
    this.configured = configured;
    this.steered = steered;
    forgetAfterMillis = forgetAfter.toMillis();
  }

  private static ValueStateDescriptor<KeyHealth> state() {
    return new ValueStateDescriptor<>("health", Types.HEALTH);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    detectors = LiveDetectors.of(context.getOperatorStateStore(), configured, steered);
    limits =
        KeyLimits.restore(
            context.getOperatorStateStore(),
            getRuntimeContext().getTaskInfo(),
            detectors.definitions());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    limits.save();
  }

  @Override
  public void open(OpenContext context) {
    health = new HashMap<>();
    detectors.definitions().forEach(this::watch);
    states = getRuntimeContext().getState(state());
    opened = new Tally(getRuntimeContext(), "healthAlertsOpened");
    resolved = new Tally(getRuntimeContext(), "healthAlertsResolved");
  }

  private void watch(DetectorDefinition detector) {
    if (detector.health().watched()) {
      health.put(detector.name(), new SensorHealth(detector));
    }
  }

  /** Where the rules or what they are about change, what is open is resolved and all start anew. */
  @Override
  public void redefine(ModelChange change, Keys keys, Collector<AnomalyAlert> out)
      throws Exception {
    DetectorDefinition before = detectors.find(change.detector());
    detectors.apply(change);
    DetectorDefinition now = detectors.find(change.detector());
    SensorHealth rules = health.remove(change.detector());
    if (now != null) {
      watch(now);
      limits.define(now);
    }
    boolean goesOn = before != null && now != null && sameSensors(before, now);
    if (rules == null || goesOn) {
      return;
    }
    keys.each(
        state(),
        (key, state) -> {
          KeyHealth known = key.detector().equals(change.detector()) ? state.value() : null;
          if (known != null) {
            SensorHealth.forget(key.detector(), known, key.key(), told(out));
            state.clear();
            limits.left(key);
          }
        });
  }

  private static boolean sameSensors(DetectorDefinition before, DetectorDefinition now) {
    return before.health().equals(now.health())
        && before.features().equals(now.features())
        && before.events().selectsAs(now.events());
  }

  @Override
  public void processElement(Observation observation, Context context, Collector<AnomalyAlert> out)
      throws IOException {
    SensorHealth rules = health.get(observation.detector());
    if (rules == null) {
      return;
    }
    KeyHealth state = states.value();
    if (state == null) {
      if (!limits.hasRoom(observation.detector())) {
        return; // the window operator says so, in a dead letter
      }
      limits.came(context.getCurrentKey());
    }
    if (state == null || !rules.fits(state)) {
      if (state != null) {
        SensorHealth.forget(observation.detector(), state, observation.key(), told(out));
      }
      state = rules.start();
    }
    rules.observed(
        state,
        observation,
        context.timerService().currentWatermark(),
        context.timerService().currentProcessingTime(),
        told(out));
    wake(context.timerService(), rules, state);
    states.update(state);
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<AnomalyAlert> out)
      throws IOException {
    String detector = context.getCurrentKey().detector();
    String key = context.getCurrentKey().key();
    SensorHealth rules = health.get(detector);
    KeyHealth state = states.value();
    if (state == null) {
      return;
    }
    if (rules == null || !rules.fits(state)) { // the configuration has changed since
      SensorHealth.forget(detector, state, key, told(out));
      states.clear();
      limits.left(context.getCurrentKey());
      return;
    }
    if (context.timerService().currentWatermark() == Long.MAX_VALUE) {
      return; // the input has ended: that is nobody's gap
    }
    rules.advance(state, key, at, told(out));
    if (at >= rules.newest(state) + forgetAfterMillis) {
      SensorHealth.forget(detector, state, key, told(out));
      states.clear();
      limits.left(context.getCurrentKey());
      return;
    }
    if (at >= state.timer()) {
      state.timer(Long.MAX_VALUE);
    }
    wake(context.timerService(), rules, state);
    states.update(state);
  }

  /**
   * Moves the key's timer to where it is due sooner than it is set. Where it is due later it stays,
   * and moves on when it fires: not every event costs a timer.
   */
  private void wake(TimerService timers, SensorHealth rules, KeyHealth state) {
    long next = next(rules, state);
    if (next >= state.timer()) {
      return;
    }
    if (state.timer() != Long.MAX_VALUE) {
      timers.deleteEventTimeTimer(state.timer());
    }
    timers.registerEventTimeTimer(next);
    state.timer(next);
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
