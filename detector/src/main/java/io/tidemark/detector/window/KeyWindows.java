package io.tidemark.detector.window;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.TickAggregator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the windows of one detector, key by key, in event time. The state of a key is a {@link
 * KeyWindow} that the host keeps; this class has none, so one instance serves all keys of a thread.
 *
 * <p>Each key has a clock of its own ({@link KeyClock}). A tick closes when the key's own events
 * have passed its end by the lateness; until then its events may come in any order. The last ticks
 * of a key that falls silent close when the log has gone on for a while without it. A window ends
 * at each closed tick that had events (every {@code stride} ticks, which may depend on how calm the
 * key is), so a silent key is not scored. Ticks without events, and features without a value, carry
 * the last value forward up to {@code maxGap} ticks; then the window starts over.
 */
public final class KeyWindows {
  /**
   * Memory for ticks that wait for a partition that lags, of all keys of a thread. Beyond it, keys
   * wait no longer for theirs: else anyone who can write to two partitions could fill the memory.
   */
  private static final long MOST_LEADING_BYTES = 64L << 20;

  private static final float[] NO_SEASON = {};

  private final DetectorDefinition definition;
  private final FleetFeatures fleet;
  private final KeyLayout layout;
  private final TickAggregator aggregator;
  private final WindowSpec spec;
  private final int features;
  private final TickClock clock;
  private final double[] values;
  private final float[] stored;
  private final WindowCutter cutter;
  private final BaselineLearner learner;
  private final long mostLeading;

  /** Ticks that keys have open because one of their partitions lags; of all keys together. */
  private long leading;

  /** Of keys of whose fleet nothing is known. */
  public KeyWindows(DetectorDefinition definition) {
    this(definition, FleetFeatures.UNKNOWN);
  }

  /**
   * Of the keys of a fleet.
   *
   * @param fleet as the metadata of the model says
   */
  public KeyWindows(DetectorDefinition definition, FleetFeatures fleet) {
    this.definition = definition;
    this.fleet = fleet;
    layout = KeyLayout.of(definition);
    aggregator = layout.aggregator();
    spec = definition.window();
    features = aggregator.features();
    clock = new TickClock(spec);
    values = new double[features];
    stored = new float[features];
    cutter = new WindowCutter(definition, fleet);
    learner = new BaselineLearner(definition, fleet, cutter);
    mostLeading = MOST_LEADING_BYTES / aggregator.tickBytes();
  }

  /** The state of a key that was never seen before. */
  public KeyWindow start() {
    KeyWindow state = new KeyWindow(layout, new TickRing(spec.length(), features));
    state.warmUp = perKey() ? new WarmUp(features) : null;
    return state;
  }

  /**
   * Adds an observation to its tick and closes the ticks that the key has left behind with it.
   *
   * @param logMillis log time of the event, milliseconds since the epoch: never less than that of
   *     an event before it in its partition
   * @param watermark log time up to which all partitions have been read
   * @param windows takes the windows that end with the closed ticks, oldest first
   * @return false when the event's time does not fit the key's clock: its tick is closed, or it
   *     leaps ahead; it changed nothing then
   */
  public boolean add(
      KeyWindow state,
      Observation observation,
      long logMillis,
      long watermark,
      WindowSink windows) {
    long source = observation.source().source();
    String key = observation.key();
    advance(state, key, state.clock.certain(source, logMillis, watermark), windows);
    long time = observation.eventTimeMillis();
    long tick = clock.tickOf(observation);
    // Log time may have to be confirmed by the next records: the record's own may be ahead of it.
    long written = Math.max(logMillis, observation.source().timestampMillis());
    if (isClosed(state, tick) || state.clock.leaps(time, written, clock.silence())) {
      if (!state.clock.misfit(logMillis, clock.patience())) {
        return false;
      }
      startOver(state, key, windows);
    }
    aggregator.add(openTick(state.open, tick), observation);
    state.clock.hear(source, time, logMillis);
    closePassed(state, key, windows);
    int most = leading > mostLeading ? clock.usuallyOpen() : clock.mostOpen();
    while (state.open.size() > most) {
      closeOldest(state, key, windows);
    }
    return true;
  }

  /** Whether a tick takes no more events; one that never had any is closed by the clock alone. */
  private boolean isClosed(KeyWindow state, long tick) {
    boolean passed = state.lastClosed != KeyWindow.NO_TICK && tick <= state.lastClosed;
    return passed || clock.closing(tick) <= state.clock.now();
  }

  private void closePassed(KeyWindow state, String key, WindowSink windows) {
    long now = state.clock.now();
    while (!state.open.isEmpty() && clock.closing(state.open.get(0).index()) <= now) {
      closeOldest(state, key, windows);
    }
  }

  /** The device's clock was set: what it said before says nothing of where it is now. */
  private void startOver(KeyWindow state, String key, WindowSink windows) {
    closeAll(state, key, windows);
    windows.clockSet();
    state.clock.restart();
    restart(state, Unwatched.CLOCK_SET);
    state.lastClosed = KeyWindow.NO_TICK;
    if (state.counters != null) {
      state.counters.forget();
    }
  }

  /** Milliseconds by which the key's clock is past the close of the observation's tick. */
  public long lateBy(KeyWindow state, Observation observation) {
    return Math.max(0, state.clock.now() - clock.closing(clock.tickOf(observation)));
  }

  /**
   * Takes that no event of the key has come up to some log time. Its last ticks close if it has
   * been silent for long enough.
   */
  public void advance(KeyWindow state, String key, long logMillis, WindowSink windows) {
    if (state.clock.several()) {
      state.clock.dropSilent(logMillis, clock.silence());
      closePassed(state, key, windows);
    }
    if (!state.open.isEmpty() && state.clock.heard() + clock.silence() <= logMillis) {
      closeAll(state, key, windows);
    }
  }

  /**
   * Log time at which {@link #advance} is to be called; {@link Long#MAX_VALUE} for never. It is not
   * earlier after another event, unless that one lies in a partition that is read behind others.
   */
  public long due(KeyWindow state) {
    if (state.open.isEmpty()) {
      return Long.MAX_VALUE;
    }
    return state.clock.several()
        ? state.clock.firstSilence(clock.silence())
        : state.clock.heard() + clock.silence();
  }

  /** Log time up to which it is certain that no event of the key is missing when one comes. */
  public long certain(KeyWindow state, Observation observation, long logMillis, long watermark) {
    return state.clock.certain(observation.source().source(), logMillis, watermark);
  }

  private void closeAll(KeyWindow state, String key, WindowSink windows) {
    while (!state.open.isEmpty()) {
      closeOldest(state, key, windows);
    }
  }

  private void closeOldest(KeyWindow state, String key, WindowSink windows) {
    windows.tickCloses();
    leading -= state.open.size() > clock.usuallyOpen() && leading > 0 ? 1 : 0;
    close(state, key, state.open.remove(0), windows);
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
    leading += open.size() > clock.usuallyOpen() ? 1 : 0;
    return tick;
  }

  private void close(KeyWindow state, String key, OpenTick tick, WindowSink windows) {
    fillGap(state, tick.index(), windows);
    state.lastClosed = tick.index();
    state.observedTicks += state.observedTicks < Integer.MAX_VALUE ? 1 : 0;
    aggregator.close(tick, state.counters, values);
    windows.tickClosed(tick.index(), values);
    boolean warming = state.warmingUp();
    boolean blind = blind(state);
    if (blind) {
      restart(state, Unwatched.READING_MISSING);
      windows.startsOver(0);
    } else {
      push(state, tick.sources());
    }
    learner.learn(state, key, values, blind, windows);
    Unwatched reason =
        blind
            ? state.broken
            : warming ? duringWarmUp(state, key, windows) : cut(state, key, windows);
    if (reason != null) {
      windows.unwatched(key, clock.end(tick.index()), reason);
    }
  }

  /** Hands on the window that ends with the tick just closed; the reason where there is none. */
  private @Nullable Unwatched cut(KeyWindow state, String key, WindowSink windows) {
    if (!state.ring.full()) {
      return state.broken;
    }
    boolean scored = isScored(state);
    boolean live = state.observedTicks > definition.baseline().warmup();
    if (!live && !definition.alerts().duringWarmup()) {
      return Unwatched.WARM_UP;
    }
    if (!scored) {
      return Unwatched.STRIDE;
    }
    state.ticksSinceScored = 0;
    Window.Phase phase = live ? Window.Phase.LIVE : Window.Phase.WARM_UP;
    float[] season = learner.season(state, spec.length());
    windows.accept(cutter.newest(state, key, phase, state.baseline, season));
    return null;
  }

  /** Hands on the window that ends with the tick just closed, where windows of warm-ups count. */
  private @Nullable Unwatched duringWarmUp(KeyWindow state, String key, WindowSink windows) {
    WarmUp warmUp = state.warmUp;
    if (warmUp == null
        || !definition.alerts().duringWarmup()
        || !state.ring.full()
        || warmUp.count() <= spec.length()
        || !isScored(state)) {
      return Unwatched.WARM_UP;
    }
    state.ticksSinceScored = 0;
    FeatureBaseline known =
        FeatureBaseline.of(warmUp.statistics(fleet), fleet, warmUp.observedCount());
    windows.accept(cutter.newest(state, key, Window.Phase.WARM_UP, known, NO_SEASON));
    return null;
  }

  private static void restart(KeyWindow state, Unwatched reason) {
    state.ring.clear();
    state.broken = reason;
  }

  /** Forgets what is normal for a key that knows it: a new warm-up starts with its next tick. */
  public void recalibrate(KeyWindow state) {
    learner.recalibrate(state);
  }

  /** Whether a window that ends here is to be scored. Asked once for each tick with a full ring. */
  private boolean isScored(KeyWindow state) {
    return state.ticksSinceScored >= spec.stride();
  }

  /**
   * Pushes carried values for the ticks between the last closed one and {@code next}, or restarts
   * the window.
   */
  private void fillGap(KeyWindow state, long next, WindowSink windows) {
    long missing = state.lastClosed == KeyWindow.NO_TICK ? 0 : next - state.lastClosed - 1;
    if (missing > spec.maxGap()) {
      if (!state.ring.empty() && !state.ring.full()) {
        windows.startsOver(missing);
      }
      restart(state, Unwatched.GAP);
      return;
    }
    for (long tick = next - missing; tick < next; tick++) {
      for (int f = 0; f < features; f++) {
        values[f] = aggregator.zeroWhenEmpty(f) ? 0 : Double.NaN;
      }
      if (blind(state)) {
        restart(state, Unwatched.READING_MISSING);
        continue;
      }
      push(state, List.of());
      if (state.warmUp != null && !learner.learnsNothing(tick, 1, windows)) {
        state.warmUp.add(tick, values, false);
      }
    }
  }

  /** Whether nothing of the tick can be judged, or can be given to the model. */
  private boolean blind(KeyWindow state) {
    FeatureBaseline baseline = state.baseline;
    int young = Math.min(spec.maxGap(), spec.length() - 1);
    boolean anyStops = !perKey() && fleet.size() == 0;
    for (int f = 0; f < features; f++) {
      boolean known = baseline == null || baseline.knows(f);
      boolean there = known && (!Double.isNaN(values[f]) || state.ring.has(f, young));
      if (there != anyStops) {
        return anyStops;
      }
    }
    return !anyStops;
  }

  private void push(KeyWindow state, List<OffsetRange> sources) {
    for (int f = 0; f < features; f++) {
      stored[f] = (float) (values[f] - state.origin(f));
    }
    state.ring.push(stored, sources);
    state.ticksSinceScored = Math.min(state.ticksSinceScored + 1, KeyWindow.LONG_AGO);
  }
}
