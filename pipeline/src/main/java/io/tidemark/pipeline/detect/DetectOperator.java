package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetCoverage;
import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.KeyModels;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.Maintenances;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.control.SteeredOperator;
import io.tidemark.pipeline.log.EveryMinute;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
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
  private final @Nullable ArrayList<SilenceChange> knownSilences;
  private transient SubtaskState subtask;
  private transient @Nullable LiveMaintenances maintenances;
  private transient AlertBudgets budgets;
  private transient DetectMetrics metrics;
  private transient OncePerMinute perMinute;
  private transient KeyStates keys;
  private transient KeyTimers timers;
  private transient @Nullable DetectorLines lines;
  private transient @Nullable LoadShedder shedder;
  private transient Commands commands;
  private transient LineOutputs outputs;
  private transient FlushTimer flushTimer;

  /**
   * @param settings how the lines are made
   * @param scores whether every score goes out
   * @param steered whether commands change models and detectors
   * @param feedback whether feedback on incidents is read
   * @param knownSilences those that were written before the job was submitted; null: no silence
   *     ever comes
   */
  public DetectOperator(
      Detectors configured,
      LineSettings settings,
      boolean scores,
      boolean steered,
      boolean feedback,
      @Nullable List<SilenceChange> knownSilences) {
    this.knownSilences = knownSilences == null ? null : new ArrayList<>(knownSilences);
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
    maintenances =
        knownSilences == null
            ? null
            : LiveMaintenances.restore(context.getOperatorStateStore(), knownSilences);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    subtask.save(budgets);
  }

  @Override
  public void open() throws Exception {
    super.open();
    budgets = subtask.budgets(Share.ofKeys(getRuntimeContext()));
    metrics = new DetectMetrics(getRuntimeContext(), subtask);
    perMinute = OncePerMinute.of(getRuntimeContext());
    outputs =
        new LineOutputs(
            subtask.detectors(),
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            scores,
            output,
            metrics,
            budgets,
            perMinute);
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
            maintenances == null ? new Maintenances() : maintenances.all(),
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
    flushTimer =
        new FlushTimer(getProcessingTimeService(), settings.scoring().maxDelay(), this::flush);
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

  private LineOutput output(String detector) {
    return outputs.of(detector);
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
    flushTimer.set(line.waiting());
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
    flushTimer.set(line.waiting());
  }

  @Override
  public void onProcessingTime(InternalTimer<DetectorKey, VoidNamespace> timer) {
    throw new IllegalStateException("no such timer is ever set");
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
        output.collect(DetectOutputs.DRIFT, new StreamRecord<>(limit));
        output.collect(
            DetectOutputs.COVERAGE_CHANGES, new StreamRecord<>(coverageLimit(change.detector())));
      }
    }
    commands.obey(lines());
  }

  @Override
  protected void take(AlertFeedback said) {
    subtask.feedback().take(said);
    metrics.feedback();
  }

  @Override
  protected void heed(SilenceChange change) throws Exception {
    flush();
    Objects.requireNonNull(maintenances, "silences are off").take(change);
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
