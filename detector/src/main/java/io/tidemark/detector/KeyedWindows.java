package io.tidemark.detector;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.WindowSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Cuts the windows of all keys of one detector, for hosts without Flink: training and evaluation
 * see the windows that the job would see. A key's windows follow from its own observations alone,
 * however they are mixed with those of other keys: its log time is its newest event time so far.
 */
public final class KeyedWindows {
  private final WarmUps windows;
  private final WindowSink out;
  private final Consumer<Observation> late;
  private final Map<String, Key> states = new LinkedHashMap<>();

  /**
   * @param out takes each window, per key in event-time order
   * @param late takes observations whose time does not fit their key's clock
   */
  public KeyedWindows(DetectorDefinition definition, WindowSink out, Consumer<Observation> late) {
    this(definition, FleetFeatures.UNKNOWN, key -> definition.baseline().warmup(), out, late);
  }

  /**
   * Of keys that warm up each in its own time.
   *
   * @param fleet how the keys of the fleet move
   * @param warmup ticks of a key before its first verdict; asked for once a key
   * @param out takes each window, per key in event-time order
   * @param late takes observations whose time does not fit their key's clock
   */
  public KeyedWindows(
      DetectorDefinition definition,
      FleetFeatures fleet,
      ToIntFunction<String> warmup,
      WindowSink out,
      Consumer<Observation> late) {
    windows = new WarmUps(definition, fleet, warmup);
    this.out = out;
    this.late = late;
  }

  /** Adds an observation. */
  public void add(Observation observation) {
    String key = observation.key();
    KeyWindows cutter = windows.apply(key);
    Key known = states.computeIfAbsent(key, unseen -> new Key(cutter.start()));
    known.logMillis = Math.max(known.logMillis, observation.eventTimeMillis());
    if (!cutter.add(known.state, observation, known.logMillis, known.logMillis, out)) {
      late.accept(observation);
    }
  }

  /** Closes all open ticks. */
  public void finish() {
    states.forEach(
        (key, known) -> windows.apply(key).advance(known.state, key, Long.MAX_VALUE, out));
  }

  private static final class Key {
    private final KeyWindow state;
    private long logMillis = Long.MIN_VALUE;

    Key(KeyWindow state) {
      this.state = state;
    }
  }
}
