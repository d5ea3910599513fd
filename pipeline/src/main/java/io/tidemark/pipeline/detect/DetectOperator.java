package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.ControlEventFormat;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.SteeredOperator;
import io.tidemark.pipeline.log.EveryMinute;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From observations to alerts: hosts each detector's {@link KeyLine} with its keys in Flink's keyed
 * state. Timestamps and watermarks are log time. Windows are scored in micro-batches across keys; a
 * batch runs when it is full, when its first window has waited long enough, before a checkpoint
 * barrier and at the end, so what waits needs no state.
 *
 * <p>Where commands change models and detectors, they come by a second input and are obeyed at a
 * checkpoint barrier (docs/adr/0006, 0009). So does feedback, which moves thresholds (0018).
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class DetectOperator extends SteeredOperator<Observation, AnomalyAlert>
    implements Triggerable<DetectorKey, VoidNamespace> {
  private static final Logger LOG = LoggerFactory.getLogger(DetectOperator.class);
  private static final long serialVersionUID = 1L;

  /** Where events go whose time does not fit their key's clock. */
  public static final OutputTag<LateEvent> LATE_EVENTS =
      new OutputTag<>("late-events", Types.LATE_EVENT);

  /** Where events go whose keys are too many. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("refused-keys", Types.DEAD_LETTER);

  /** Where every score goes when they are asked for. */
  public static final OutputTag<WindowScore> SCORES = new OutputTag<>("scores", Types.SCORE);

  /** What changes in the keys' drift, for {@link DriftFunction}. */
  public static final OutputTag<FleetDrift.Change> DRIFT =
      new OutputTag<>("drift", Types.DRIFT_CHANGE);

  /** How keys are covered, for readers outside. */
  public static final OutputTag<Coverage> COVERAGE = new OutputTag<>("coverage", Types.COVERAGE);

  /** What changes in the keys' coverage, for {@link CoverageFunction}. */
  public static final OutputTag<FleetCoverage.Change> COVERAGE_CHANGES =
      new OutputTag<>("coverage-changes", Types.COVERAGE_CHANGE);

  /** How models in the shadow compare. */
  public static final OutputTag<ControlEvent> REPORTS =
      new OutputTag<>("shadow-reports", new BinaryType<>(new ControlEventFormat()));

  /** State of a key: what moves with each of its events. */
  public static final ValueStateDescriptor<KeyState> KEY =
      new ValueStateDescriptor<>("key", Types.KEY_STATE);

  /** State of a key: what it has learned of its models. */
  public static final ValueStateDescriptor<KeyModels> MODELS =
      new ValueStateDescriptor<>("models", Types.KEY_MODELS);

  private final Detectors configured;
  private final LineSettings settings;
  private final boolean scores;
  private final boolean steered;
  private final boolean feedback;
  private transient SubtaskState subtask;
  private transient AlertBudgets budgets;
  private transient DetectMetrics metrics;
  private transient OncePerMinute perMinute;
  private transient KeyStates keys;
  private transient KeyTimers timers;
  private transient @Nullable DetectorLines lines;
  private transient @Nullable LoadShedder shedder;
  private transient Commands commands;
  private transient Map<String, LineOutput> outputs;
  private transient boolean flushSet;

  /**
   * @param settings how the lines are made
   * @param scores whether every score goes out
   * @param steered whether commands change models and detectors
   * @param feedback whether feedback on incidents is read
   */
  public DetectOperator(
      Detectors configured,
      LineSettings settings,
      boolean scores,
      boolean steered,
      boolean feedback) {
    this.configured = configured;
    this.settings = settings;
    this.scores = scores;
    this.steered = steered;
    this.feedback = feedback;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    subtask =
        SubtaskState.restore(
            context.getOperatorStateStore(),
            configured,
            steered,
            feedback,
            settings.alertStart(),
            getRuntimeContext().getTaskInfo());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    subtask.save(budgets);
  }

  @Override
  public void open() throws Exception {
    super.open();
    outputs = new HashMap<>();
    budgets = subtask.budgets(Share.ofKeys(getRuntimeContext()));
    metrics = new DetectMetrics(getRuntimeContext(), subtask);
    perMinute = OncePerMinute.of(getRuntimeContext());
    // On the heap Flink hands out the object itself.
    boolean copies = getKeyedStateBackend().isSafeToReuseKVState();
    keys = new KeyStates(getKeyedStateStore(), this, copies);
    timers = new KeyTimers(getInternalTimerService("keys", VoidNamespaceSerializer.INSTANCE, this));
    var shedding = settings.scoring().shedding();
    shedder = shedding == null ? null : new LoadShedder(shedding, subtask.detectors()::find);
    DetectorLines opened =
        new DetectorLines(
            settings,
            getRuntimeContext(),
            subtask.alertStarts(),
            subtask.feedback().raised(),
            budgets,
            metrics.scoring(),
            perMinute,
            this::sheds,
            keys::of,
            this::output);
    lines = opened;
    commands =
        new Commands(
            subtask.detectors(),
            subtask.rollouts(),
            metrics,
            subtask.limits(),
            new AllKeys(getKeyedStateBackend(), keys, this::letGo, this::output));
    commands.start(opened);
    EveryMinute.run(getProcessingTimeService(), this::logBlind);
  }

  private void logBlind() {
    for (KeyLine line : lines().all()) {
      String reason = line.windowYield().nextReason();
      String detector = line.definition().name();
      if (reason != null && perMinute.allows("no windows of " + detector)) {
        LOG.warn("Detector {} gets events and makes no windows: {}", detector, reason);
      }
    }
  }

  /** Where the line of a detector tells what it finds. */
  private LineOutput output(String detector) {
    return outputs.computeIfAbsent(
        detector,
        unseen -> {
          DetectorDefinition definition = subtask.detectors().find(detector);
          return new LineOutput(
              detector,
              definition == null ? null : definition.events().topics(),
              definition == null ? null : FleetCoverage.Limit.of(definition),
              getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
              scores,
              output,
              metrics,
              budgets,
              perMinute);
        });
  }

  private boolean sheds(Window window) {
    if (shedder == null || !shedder.sheds(window, now())) {
      return false;
    }
    metrics.scoring().shed();
    return true;
  }

  private DetectorLines lines() {
    return Objects.requireNonNull(lines, "open");
  }

  @Override
  public void processElement(StreamRecord<Observation> element) throws Exception {
    Observation observation = element.getValue();
    KeyLine line = lines().find(observation.detector());
    if (line == null) {
      return; // removed at the last barrier; its events are not extracted any more
    }
    KeyState state = keys.find();
    if (state != null && !line.fits(state)) {
      restart(line, observation.key(), state);
      state = null;
    }
    Refusal refusal = observation.refusal();
    if (state == null && refusal != null && !refusal.certain()) {
      return; // it need not be of this detector at all
    }
    if (state == null) {
      if (!subtask.limits().hasRoom(observation.detector())) {
        metrics.refused();
        output(observation.detector())
            .refused(observation, line.definition().events().maxKeys(), now());
        return;
      }
      subtask.limits().came((DetectorKey) getCurrentKey());
      state = line.start(observation.key());
      keys.add(state);
    }
    long logMillis =
        element.hasTimestamp() ? element.getTimestamp() : observation.eventTimeMillis();
    if (refusal == null) {
      line.observe(state, observation, logMillis, timers.watermark());
    } else {
      line.refused(state, observation.key(), refusal.reason(), logMillis);
    }
    timers.wake(state, line.due(observation.key(), state));
    keys.keep(state);
    flushInTime(line);
  }

  /** The definition has changed since the state was saved. */
  private void restart(KeyLine line, String key, KeyState state) throws IOException {
    line.forget(key, state, keys.models());
    letGo(state);
    metrics.restarted(1);
  }

  private void letGo(KeyState state) {
    timers.drop(state);
    subtask.limits().left((DetectorKey) getCurrentKey());
    keys.clear();
  }

  @Override
  public void onEventTime(InternalTimer<DetectorKey, VoidNamespace> timer) throws Exception {
    DetectorKey key = timer.getKey();
    KeyState state = keys.find();
    if (state == null) {
      return;
    }
    state.timer(KeyState.NO_TIMER);
    KeyLine line = lines().find(key.detector());
    if (line == null) { // the detector has left the configuration since
      KeyLine.abandon(key.detector(), key.key(), state, output(key.detector()));
      letGo(state);
      return;
    }
    if (!line.fits(state)) {
      restart(line, key.key(), state);
      return;
    }
    boolean ended = timers.watermark() == Long.MAX_VALUE;
    if (line.advance(key.key(), state, ended ? Long.MAX_VALUE : timer.getTimestamp())) {
      line.forget(key.key(), state, keys.models());
      letGo(state);
      metrics.forgotten(1);
      return;
    }
    if (!ended) {
      timers.wake(state, line.due(key.key(), state));
    }
    keys.keep(state);
    flushInTime(line);
  }

  @Override
  public void onProcessingTime(InternalTimer<DetectorKey, VoidNamespace> timer) {
    throw new IllegalStateException("no such timer is ever set");
  }

  /** One processing-time timer at a time: set when the first window waits. */
  private void flushInTime(KeyLine line) {
    if (!flushSet && line.waiting() > 0) {
      flushSet = true;
      getProcessingTimeService()
          .registerTimer(
              now() + settings.scoring().maxDelay().toMillis(),
              at -> {
                flushSet = false;
                flush();
              });
    }
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  private void flush() {
    for (KeyLine line : lines().all()) {
      line.flush();
    }
  }

  /** Nothing waits across a barrier. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    flush();
    super.prepareSnapshotPreBarrier(checkpoint);
  }

  @Override
  protected void obey(List<ModelChange> changes) throws Exception {
    for (ModelChange change : changes) {
      if (change.redefines()) {
        outputs.remove(change.detector());
      }
      FleetDrift.Change limit = commands.take(change, lines());
      if (limit != null) {
        output.collect(DRIFT, new StreamRecord<>(limit));
        output.collect(COVERAGE_CHANGES, new StreamRecord<>(coverageLimit(change.detector())));
      }
    }
    commands.obey(lines());
  }

  @Override
  protected void take(AlertFeedback said) {
    subtask.feedback().take(said);
    metrics.feedback();
  }

  private FleetCoverage.Change coverageLimit(String detector) {
    DetectorDefinition now = subtask.detectors().find(detector);
    return FleetCoverage.Change.ofLimit(detector, now == null ? null : FleetCoverage.Limit.of(now));
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (lines != null) {
      lines.close();
      lines = null;
    }
    super.close();
  }
}
