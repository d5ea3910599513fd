package io.tidemark.detector.window;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.CounterMemory;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.TickAggregator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts the windows of one detector, key by key, in event time. The state of a key is a {@link
 * KeyWindow} that the host keeps; this class has none, so one instance serves all keys of a thread.
 *
 * <p>A tick closes when the watermark has passed its end by the lateness; until then its events may
 * come in any order. A window ends at each closed tick that had events (every {@code stride} ticks,
 * which may hang on how calm the key is), so a silent key is not scored. Ticks without events, and
 * features without a value, carry the last value forward up to {@code maxGap} ticks; then the
 * window starts anew.
 */
public final class KeyWindows {
  private final DetectorDefinition definition;
  private final TickAggregator aggregator;
  private final WindowSpec spec;
  private final int features;
  private final TickClock clock;
  private final CarryForward carry;
  private final float[] values;
  private final WindowCutter cutter;
  private final int gateTicks;
  private final float[] recent;

  public KeyWindows(DetectorDefinition definition) {
    this.definition = definition;
    aggregator = new TickAggregator(definition);
    spec = definition.window();
    features = aggregator.features();
    clock = new TickClock(spec);
    carry = new CarryForward(spec.maxGap());
    values = new float[features];
    cutter = new WindowCutter(definition);
    gateTicks = Math.min(StrideGate.TICKS, spec.length());
    recent = new float[gateTicks * features];
  }

  /** The state of a key that was never seen before. */
  public KeyWindow start() {
    WarmUp warmUp = perKey() ? new WarmUp(features) : null;
    return new KeyWindow(
        new OpenTicks(),
        new TickRing(spec.length(), features),
        new CounterMemory(features),
        features,
        warmUp);
  }

  /**
   * Adds an observation to its tick.
   *
   * @param watermarkMillis event time up to which the stream is thought complete, milliseconds
   *     since the epoch
   * @return the event time at which {@link #advance} must be called so that the tick closes; or
   *     {@link Long#MIN_VALUE} when the tick is closed already: the observation is late and changed
   *     nothing
   */
  public long add(KeyWindow state, Observation observation, long watermarkMillis) {
    return add(state.open, observation, watermarkMillis);
  }

  /** As {@link #add(KeyWindow, Observation, long)}, for hosts that hold the parts apart. */
  public long add(OpenTicks open, Observation observation, long watermarkMillis) {
    long index = clock.tickOf(observation);
    long closing = clock.closing(index);
    if (closing <= watermarkMillis || index <= open.lastClosed) {
      return Long.MIN_VALUE;
    }
    aggregator.add(openTick(open.ticks, index), observation);
    return closing;
  }

  /** Milliseconds by which the watermark is past the close of the observation's tick. */
  public long lateBy(Observation observation, long watermarkMillis) {
    return watermarkMillis - clock.closing(clock.tickOf(observation));
  }

  /**
   * Closes the ticks that the watermark has passed and hands on the windows that end with them,
   * oldest first.
   */
  public void advance(KeyWindow state, String key, long watermarkMillis, Consumer<Window> windows) {
    List<OpenTick> open = state.open.ticks;
    while (!open.isEmpty() && clock.closing(open.get(0).index()) <= watermarkMillis) {
      close(state, key, open.remove(0), windows);
    }
  }

  /** For state formats: what reads and writes open ticks of this detector. */
  TickAggregator aggregator() {
    return aggregator;
  }

  WindowSpec spec() {
    return spec;
  }

  private boolean perKey() {
    return definition.baseline().per() == Baseline.Per.KEY;
  }

  private OpenTick openTick(List<OpenTick> open, long index) {
    int at = open.size();
    while (at > 0 && open.get(at - 1).index() > index) {
      at--;
    }
    if (at > 0 && open.get(at - 1).index() == index) {
      return open.get(at - 1);
    }
    OpenTick tick = aggregator.open(index);
    open.add(at, tick);
    return tick;
  }

  private void close(KeyWindow state, String key, OpenTick tick, Consumer<Window> windows) {
    fillGap(state, tick.index());
    state.open.lastClosed = tick.index();
    state.observedTicks += state.observedTicks < Integer.MAX_VALUE ? 1 : 0;
    aggregator.close(tick, state.counters, values);
    int imputed = carry.fill(state, values);
    if (imputed < 0) {
      state.ring.clear();
      return;
    }
    push(state, imputed, tick.sources());
    if (state.warmUp != null) {
      warmUp(state, state.warmUp, key, windows);
    } else if (state.ring.full() && due(state)) {
      boolean live = state.observedTicks > definition.baseline().warmup();
      if (live || definition.alerts().duringWarmup()) {
        state.ticksSinceScored = 0;
        windows.accept(
            cutter.newest(
                state, key, live ? Window.Phase.LIVE : Window.Phase.WARM_UP, state.baseline));
      }
    }
  }

  /** Whether a window that ends here is to be scored. Asked once for each tick with a full ring. */
  private boolean due(KeyWindow state) {
    StrideGate gate = state.gate;
    FeatureBaseline baseline = state.baseline;
    if (gate == null || baseline == null) {
      return state.ticksSinceScored >= spec.stride().min();
    }
    state.ring.newest(gateTicks, recent);
    for (int i = 0; i < recent.length; i++) {
      recent[i] = baseline.normalise(i % features, recent[i]);
    }
    return state.ticksSinceScored >= gate.next(recent, spec.stride());
  }

  /**
   * Forgets what is normal for the key, which starts a new warm-up with its next tick.
   *
   * @return false where it has no baseline to forget
   */
  public boolean learnAnew(KeyWindow state) {
    if (state.baseline == null) {
      return false;
    }
    state.baseline = null;
    state.gate = null;
    state.warmUp = new WarmUp(features);
    return true;
  }

  /**
   * Pushes carried values for the ticks between the last closed one and {@code next}, or restarts
   * the window.
   */
  private void fillGap(KeyWindow state, long next) {
    long missing = state.open.lastClosed == OpenTicks.NONE ? 0 : next - state.open.lastClosed - 1;
    if (missing > spec.maxGap()) {
      state.ring.clear();
      carry.end(state);
      return;
    }
    for (long tick = next - missing; tick < next; tick++) {
      for (int f = 0; f < features; f++) {
        values[f] = aggregator.zeroWhenEmpty(f) ? 0 : Float.NaN;
      }
      int imputed = carry.fill(state, values);
      if (imputed < 0) {
        state.ring.clear();
        continue;
      }
      push(state, imputed, List.of());
      if (state.warmUp != null) {
        state.warmUp.add(tick, values, false);
      }
    }
  }

  private void push(KeyWindow state, int imputed, List<OffsetRange> sources) {
    state.ring.push(values, imputed, sources);
    state.ticksSinceScored = Math.min(state.ticksSinceScored + 1, KeyWindow.LONG_AGO);
  }

  private void warmUp(KeyWindow state, WarmUp warmUp, String key, Consumer<Window> windows) {
    warmUp.add(state.open.lastClosed, values, true);
    if (warmUp.observedCount() < definition.baseline().warmup()) {
      if (definition.alerts().duringWarmup()
          && state.ring.full()
          && warmUp.count() > spec.length()
          && due(state)) {
        state.ticksSinceScored = 0;
        windows.accept(cutter.newest(state, key, Window.Phase.WARM_UP, warmUp.learnBaseline()));
      }
      return;
    }
    FeatureBaseline baseline = warmUp.learnBaseline();
    state.baseline = baseline;
    state.warmUp = null;
    if (spec.stride().adaptive()) {
      state.gate = StrideGate.learn(warmUp.recent(baseline, gateTicks));
    }
    for (int row = 0; row < warmUp.count(); row++) {
      if (warmUp.windowEndsAt(row, spec.length())) {
        windows.accept(cutter.calibration(warmUp, row, baseline, key));
      }
    }
  }
}
