package io.tidemark.detector.line;

import io.tidemark.detector.alert.PastAlerts;
import io.tidemark.detector.coverage.CoverageTracker;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.health.OpenAnomaly;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.Tags;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.WarmUpReport;
import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowSink;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The line of one detector, from a key's event to its alert: tick, window, score, verdict,
 * incident. Windows of all keys are gathered into micro-batches; each carries on through the line
 * when its batch is scored. A key's verdicts follow from its own events, whatever the other keys
 * do, in which batches windows are scored and when the log is read. For one thread.
 */
public final class KeyLine {
  /** For {@code alertsFrom}: all alerts are sent. */
  public static final long ALL_ALERTS = Long.MIN_VALUE;

  private final DetectorDefinition definition;
  private final Function<String, KeyWindows> windows;
  private final KeySensors sensors;
  private final CoverageTracker coverage;
  private final long shape;
  private final long forgetAfterMillis;
  private final long alertsFrom;
  private final LineListener out;
  private final Predicate<Window> sheds;
  private final Queue queue = new Queue();
  private final WindowJudging judging;
  private final WindowYield yield;
  private Maintenances maintenances = new Maintenances();
  private @Nullable KeyState current;
  private String currentKey = "";
  private boolean clockSet;

  /**
   * @param windows cuts the windows of a key; the same for all keys unless their warm-ups differ
   * @param forgetAfter log time after which a silent key is forgotten
   * @param alertsFrom log time from which alerts are sent, milliseconds since the epoch; those
   *     about what was written before are withheld
   * @param raised thresholds that feedback has raised, which the host changes as it comes
   * @param sheds live windows that are left out because scoring has fallen behind
   */
  public KeyLine(
      DetectorDefinition definition,
      Function<String, KeyWindows> windows,
      DetectorModels detectorModels,
      Duration forgetAfter,
      long alertsFrom,
      RaisedThresholds raised,
      Predicate<Window> sheds,
      KeyStore store,
      LineListener out) {
    this.definition = definition;
    this.windows = windows;
    this.alertsFrom = alertsFrom;
    this.sheds = sheds;
    this.out = out;
    sensors = new KeySensors(definition, queue::learnsNothing, out);
    coverage = new CoverageTracker(definition, out::covered);
    shape = StateShape.of(definition);
    forgetAfterMillis = forgetAfter.toMillis();
    KeyIncidents incidents = new KeyIncidents(definition.alerts(), sensors.flatLines(), out);
    judging =
        new WindowJudging(
            definition, windows, detectorModels, raised, incidents, coverage, store, out);
    yield = new WindowYield(definition.window());
  }

  public DetectorDefinition definition() {
    return definition;
  }

  /** What has come of the events since the last window. */
  public WindowYield windowYield() {
    return yield;
  }

  public DetectorModels models() {
    return judging.models();
  }

  /** Lets other models serve from now on; no window may be waiting. */
  public void serve(DetectorModels now) {
    judging.serve(now);
  }

  /** Lets keys learn nothing in these maintenances; no window may be waiting when they change. */
  public void heed(Maintenances now) {
    maintenances = now;
    judging.heed(now);
  }

  /** The state of a key that was never seen before. */
  public KeyState start(String key) {
    KeyState state = new KeyState(shape, windows.apply(key).start());
    state.past = alertsFrom == ALL_ALERTS ? null : new PastAlerts();
    return state;
  }

  /** Whether a key's state means the same to this definition. */
  public boolean fits(KeyState state) {
    return state.shape() == shape;
  }

  /**
   * Takes an event of a key.
   *
   * @param logMillis log time of the event: when it was written to its partition, milliseconds
   *     since the epoch, not less than for the event before it there
   * @param watermark log time up to which all partitions have been read
   */
  public void observe(KeyState state, Observation observation, long logMillis, long watermark) {
    leavePast(observation.key(), state, logMillis);
    current = state;
    currentKey = observation.key();
    state.heard = Math.max(state.heard, logMillis);
    KeyWindows cutter = windows.apply(observation.key());
    sensors.begin(observation.key(), state, () -> settle(state));
    coverage.reach(state.coverage, logMillis);
    long certain = cutter.certain(state.window, observation, logMillis, watermark);
    clockSet = false;
    boolean fits = cutter.add(state.window, observation, logMillis, watermark, queue);
    yield.event(fits);
    if (fits) {
      tag(state, observation);
    }
    long lateBy = fits ? 0 : cutter.lateBy(state.window, observation);
    long tick = Math.floorDiv(observation.eventTimeMillis(), definition.window().tick().toMillis());
    boolean late = lateBy > 0 || state.window.hasClosed(tick);
    coverage.event(observation.key(), state.coverage, state.window, fits, late);
    if (!fits) {
      out.late(observation, lateBy);
    }
    findDeadReadings(observation.key(), state);
    sensors.observed(state, observation, logMillis, certain, fits, clockSet);
  }

  /**
   * Sends a key's alerts from now on, where the log has come to what is not past. What a silence
   * means in the past is found first, as the key's timers would have, so that nothing depends on
   * whether they or the key's next event come first.
   */
  private void leavePast(String key, KeyState state, long logMillis) {
    if (!state.inPast() || logMillis < alertsFrom) {
      return;
    }
    if (state.heard != Long.MIN_VALUE && state.heard < alertsFrom) {
      advance(key, state, alertsFrom - 1);
      settle(state);
    }
    state.leavePast(out);
  }

  /** Windows that wait are of the time before, and so are their tags. */
  private void tag(KeyState state, Observation observation) {
    Map<String, String> tags =
        Tags.latest(state.tags, observation.tags(), definition.events().tags().keySet());
    if (tags != state.tags) {
      settle(state);
      state.tags = tags;
    }
  }

  private void settle(KeyState state) {
    if (state.isWaiting()) {
      flush();
    }
  }

  private void findDeadReadings(String key, KeyState state) {
    if (judging.mayRecalibrate(state)) {
      settle(state); // else it would depend on the batch whether the key warms up again by now
    }
    sensors.findDeadReadings(key, state, queue);
  }

  /**
   * Takes that a record of a key cannot be used.
   *
   * @param logMillis log time of the record
   */
  public void refused(KeyState state, String key, BlindReason reason, long logMillis) {
    leavePast(key, state, logMillis);
    state.heard = Math.max(state.heard, logMillis);
    coverage.reach(state.coverage, logMillis);
    coverage.refused(key, state.coverage, state.window, reason);
  }

  /**
   * Takes that the log has come so far without an event of the key.
   *
   * @return whether the key has been silent for so long that it is to be forgotten
   */
  public boolean advance(String key, KeyState state, long logMillis) {
    boolean ended = logMillis == Long.MAX_VALUE;
    if (!ended) {
      leavePast(key, state, logMillis);
    }
    current = state;
    currentKey = key;
    if (!ended) {
      coverage.reach(state.coverage, logMillis);
    }
    windows.apply(key).advance(state.window, key, logMillis, queue);
    if (ended) {
      return false; // no key is silent for longer than another
    }
    findDeadReadings(key, state);
    coverage.pass(key, state.coverage, state.window);
    sensors.advance(key, state, logMillis);
    return logMillis >= state.heard + forgetAfterMillis;
  }

  /** Log time at which {@link #advance} is to be called next, should the key stay silent. */
  public long due(String key, KeyState state) {
    long next = Math.min(windows.apply(key).due(state.window), state.heard + forgetAfterMillis);
    if (state.inPast()) {
      next = Math.min(next, Math.max(alertsFrom, state.heard));
    }
    return Math.min(next, Math.min(coverage.due(state.coverage), sensors.due(state)));
  }

  /**
   * Ends all that is open of a key, which the host forgets next.
   *
   * @param models what the key has learned
   */
  public void forget(String key, KeyState state, KeyModels models) {
    settle(state);
    judging.forgetLevels(state, models);
    end(definition.name(), key, state, definition.alerts().runbook(), out);
  }

  /** As {@link #forget}, of a key whose detector is no more. */
  public static void abandon(String detector, String key, KeyState state, LineListener out) {
    var drift = KeyDrift.UNKNOWN.since(KeyDrift.of(state.level), detector, Long.MIN_VALUE, null);
    if (drift != null) {
      out.drifted(drift);
    }
    end(detector, key, state, null, out);
  }

  private static void end(
      String detector, String key, KeyState state, @Nullable String runbook, LineListener out) {
    CoverageTracker.forget(detector, key, state.coverage, out::covered);
    KeyIncidents.forget(detector, key, state, runbook, out);
    KeySensors.forget(detector, key, state, runbook, out);
  }

  /** Windows that wait to be scored. */
  public int waiting() {
    return judging.waiting();
  }

  /**
   * Scores and judges all windows that wait. Where the model that serves fails, they are left
   * without a verdict: one bad model must not stop the keys of all others.
   */
  public void flush() {
    judging.flush();
  }

  /**
   * The windows that wait. A key whose incident may end in a new normal is judged before its next
   * tick closes, since that tick may be the first that it learns from. That incident may also be
   * one that opens in the windows that wait, where they are long enough for it to settle.
   */
  private final class Queue implements WindowSink, OpenAnomaly {
    @Override
    public void tickCloses() {
      yield.tickClosed();
      KeyState key = Objects.requireNonNull(current);
      findDeadReadings(currentKey, key);
    }

    @Override
    public void tickClosed(long tick, double[] values) {
      KeyState key = Objects.requireNonNull(current);
      sensors.closed(currentKey, key, tick, values, this);
    }

    @Override
    public void settle() {
      KeyLine.this.settle(Objects.requireNonNull(current));
    }

    @Override
    public boolean openedNear(long millis) {
      KeyState key = Objects.requireNonNull(current);
      Duration window = definition.window().tick().multipliedBy(definition.window().length());
      return KeyIncidents.open(key)
          && Objects.requireNonNull(key.incident).openedNear(millis, window);
    }

    @Override
    public boolean explainedBy(boolean[] features) {
      KeyState key = Objects.requireNonNull(current);
      return KeyIncidents.open(key) && key.health != null && key.health.led(features);
    }

    @Override
    public void startsOver(long missing) {
      yield.startedOver(missing);
      coverage.brokeOff(Objects.requireNonNull(current).coverage, missing);
    }

    @Override
    public void clockSet() {
      clockSet = true;
      KeyState key = Objects.requireNonNull(current);
      KeyLine.this.settle(key); // else windows of the time before would count as later ones
      coverage.clockSet(key.coverage);
    }

    @Override
    public void unwatched(String key, long endMillis, Unwatched reason) {
      KeyState state = Objects.requireNonNull(current);
      coverage.closed(key, state.coverage, state.window, endMillis, reason);
      out.unwatched(key, endMillis, reason);
    }

    @Override
    public void warmUp(WarmUpReport report) {
      out.warmUp(report);
    }

    @Override
    public boolean learns() {
      KeyState key = Objects.requireNonNull(current);
      KeyLine.this.settle(key);
      return !key.inIncident();
    }

    @Override
    public boolean learnsNothing(long fromMillis, long toMillis) {
      return maintenances.cover(
          definition.name(),
          currentKey,
          Objects.requireNonNull(current).tags,
          fromMillis,
          toMillis);
    }

    @Override
    public boolean relearns(long endMillis) {
      KeyState key = Objects.requireNonNull(current);
      KeyLine.this.settle(key);
      if (key.inIncident()) {
        return false;
      }
      judging.recalibrate(key, endMillis);
      return true;
    }

    @Override
    public void accept(Window window) {
      yield.window();
      if (sheds.test(window)) {
        return;
      }
      KeyState key = Objects.requireNonNull(current);
      judging.add(key, window);
    }
  }
}
