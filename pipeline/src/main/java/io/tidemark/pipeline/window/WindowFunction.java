package io.tidemark.pipeline.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.Redefinable;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.KeyCounts;
import io.tidemark.pipeline.type.KeyLimits;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each key's window in state. An event-time timer closes each open tick once the watermark
 * has passed its lateness; the windows that end there go out, per key in event-time order. A key
 * that is silent for long in event time is forgotten, and so is one whose detector has changed: a
 * {@link Window.Phase#FORGOTTEN} goes out for it, so that nobody behind remembers it either.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class WindowFunction extends KeyedProcessFunction<DetectorKey, Observation, Window>
    implements CheckpointedFunction, Redefinable<Window> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WindowFunction.class);

  /** Where events go that came after their tick was closed. */
  public static final OutputTag<LateEvent> LATE_EVENTS =
      new OutputTag<>("late-events", Types.LATE_EVENT);

  /** Where events go whose keys are too many. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("refused-keys", Types.DEAD_LETTER);

  private final Detectors configured;
  private final long forgetAfterMillis;
  private final boolean steered;
  private transient LiveDetectors definitions;
  private transient Map<String, HostedDetector> detectors;
  private transient @Nullable KnownKeys keys;
  private transient Tally lateEvents;
  private transient Tally windowsRestarted;
  private transient Tally keysForgotten;
  private transient Tally eventsOfKeysRefused;
  private transient KeyCounts warmingUp;
  private transient KeyLimits limits;

  /**
   * @param forgetAfter how long a key may be silent, in event time, before it is forgotten
   */
  public WindowFunction(Detectors configured, Duration forgetAfter) {
    this(configured, forgetAfter, false);
  }

  /**
   * @param forgetAfter how long a key may be silent, in event time, before it is forgotten
   * @param steered whether detectors change while the job runs
   */
  public WindowFunction(Detectors configured, Duration forgetAfter, boolean steered) {
    this.configured = configured;
    this.forgetAfterMillis = forgetAfter.toMillis();
    this.steered = steered;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    definitions = LiveDetectors.of(context.getOperatorStateStore(), configured, steered);
    detectors = new HashMap<>();
    for (DetectorDefinition definition : definitions.definitions()) {
      detectors.put(definition.name(), HostedDetector.of(definition));
    }
    Map<String, Long> shapes = new HashMap<>();
    detectors.forEach((name, detector) -> shapes.put(name, detector.shape()));
    warmingUp = KeyCounts.restore(context.getOperatorStateStore(), "warming-up", shapes);
    limits =
        KeyLimits.restore(
            context.getOperatorStateStore(),
            getRuntimeContext().getTaskInfo(),
            definitions.definitions());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    warmingUp.save();
    limits.save();
  }

  @Override
  public void open(OpenContext context) {
    warmingUp.show(getRuntimeContext().getMetricGroup(), "keysWarmingUp");
    lateEvents = new Tally(getRuntimeContext(), "lateEvents");
    windowsRestarted = new Tally(getRuntimeContext(), "windowsRestarted");
    keys = new KnownKeys(getRuntimeContext(), warmingUp, windowsRestarted, limits);
    eventsOfKeysRefused = new Tally(getRuntimeContext(), "eventsOfKeysRefused");
    keysForgotten = new Tally(getRuntimeContext(), "keysForgotten");
  }

  @Override
  public void processElement(Observation observation, Context context, Collector<Window> out)
      throws IOException {
    HostedDetector detector =
        Objects.requireNonNull(detectors.get(observation.detector()), observation.detector());
    KnownKeys keys = keys();
    KeyState.Scratch scratch = keys.scratch();
    KeyState known = keys.find(detector, context.getCurrentKey(), out);
    if (known == null && !limits.hasRoom(observation.detector())) {
      eventsOfKeysRefused.increment();
      context.output(
          DEAD_LETTERS,
          detector.refused(observation, context.timerService().currentProcessingTime()));
      return;
    }
    KeyState state =
        known == null ? KeyState.of(detector, detector.windows().start(), scratch) : known;
    long watermark = context.timerService().currentWatermark();
    long[] closing = new long[1];
    KeyState after =
        state.changed(
            detector,
            scratch,
            open -> {
              closing[0] = detector.windows().add(open, observation, watermark);
              return closing[0] != Long.MIN_VALUE;
            });
    if (after == null) {
      lateEvents.increment();
      context.output(LATE_EVENTS, detector.late(observation, watermark));
      return;
    }
    keys.keep(after);
    if (known == null) {
      limits.came(context.getCurrentKey());
      warmingUp.add(observation.detector(), detector.windows().start().warmingUp() ? 1 : 0);
    }
    context.timerService().registerEventTimeTimer(closing[0]);
    if (known == null || !known.current()) {
      context.timerService().registerEventTimeTimer(closing[0] + forgetAfterMillis);
    }
  }

  @Override
  public void onTimer(long at, OnTimerContext context, Collector<Window> out) throws IOException {
    DetectorKey key = context.getCurrentKey();
    HostedDetector detector = detectors.get(key.detector());
    KnownKeys keys = keys();
    if (detector == null) {
      keys.abandon(key, out); // the detector has left the configuration since
      return;
    }
    KeyState state = keys.find(detector, key, out);
    if (state == null) {
      return;
    }
    KeyWindow window = state.window(detector, keys.scratch());
    int open = window.open().size();
    boolean learning = window.warmingUp();
    detector.windows().advance(window, key.key(), at, out::collect);
    if (open == window.open().size()) {
      forgetOrWait(detector, window, at, context, out);
      return;
    }
    warmingUp.add(key.detector(), learning && !window.warmingUp() ? -1 : 0);
    keys.keep(KeyState.of(detector, window, keys.scratch()));
  }

  /**
   * A timer that closed no tick: the key's silence has lasted long, or had lasted long when the
   * timer was set and has been broken since. One timer a key is enough that way, however often it
   * speaks.
   */
  private void forgetOrWait(
      HostedDetector detector,
      KeyWindow window,
      long at,
      OnTimerContext context,
      Collector<Window> out)
      throws IOException {
    if (context.timerService().currentWatermark() == Long.MAX_VALUE) {
      return; // the input has ended: no key is silent for longer than another
    }
    long forgetAt = (window.open().newest() + 1) * detector.tickMillis() + forgetAfterMillis;
    if (at < forgetAt) {
      context.timerService().registerEventTimeTimer(forgetAt);
      return;
    }
    DetectorKey key = context.getCurrentKey();
    keys().clear(key);
    keysForgotten.increment();
    warmingUp.add(key.detector(), window.warmingUp() ? -1 : 0);
    out.collect(Window.forgotten(key.detector(), key.key()));
  }

  /**
   * A key whose window would mean something else from now on, or nothing, is forgotten before the
   * barrier: those behind, who change at the same barrier, still know what its incidents mean.
   */
  @Override
  public void redefine(ModelChange change, Keys all, Collector<Window> out) throws Exception {
    String name = change.detector();
    DetectorDefinition before = definitions.find(name);
    definitions.apply(change);
    DetectorDefinition now = definitions.find(name);
    HostedDetector after = now == null ? null : HostedDetector.of(now);
    HostedDetector hosted = after == null ? detectors.remove(name) : detectors.put(name, after);
    if (before != null && hosted != null && (after == null || !hosted.goesOnAs(after))) {
      long forgotten = keys().forgetAll(name, all, out);
      (after == null ? keysForgotten : windowsRestarted).increment(forgotten);
      LOG.info(
          after == null
              ? "Detector {} has been removed: its {} keys here are forgotten"
              : "The definition of detector {} has changed: the windows of its {} keys here start"
                  + " anew, with a new warm-up",
          name,
          forgotten);
      warmingUp.forget(name);
    }
    if (after != null) {
      warmingUp.define(name, after.shape());
    }
    if (now != null) {
      limits.define(now);
    }
  }

  private KnownKeys keys() {
    return Objects.requireNonNull(keys, "open");
  }

  @Override
  public void close() {
    if (keys != null) {
      keys.close();
      keys = null;
    }
  }
}
