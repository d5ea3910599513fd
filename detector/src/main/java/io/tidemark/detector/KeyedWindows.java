package io.tidemark.detector;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.WindowSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Cuts the windows of all keys of one detector from a single stream, for hosts without Flink:
 * training and evaluation see the windows that the job would see. The log time of the stream is the
 * newest event time so far.
 */
public final class KeyedWindows {
  private final WarmUps windows;
  private final WindowSink out;
  private final Consumer<Observation> late;
  private final Map<String, KeyWindow> states = new LinkedHashMap<>();
  private final DueKeys due = new DueKeys();

  /**
   * @param out takes each window, per key in event-time order
   * @param late takes observations whose time does not fit their key's clock
   */
  public KeyedWindows(DetectorDefinition definition, WindowSink out, Consumer<Observation> late) {
    this(definition, key -> definition.baseline().warmup(), out, late);
  }

  /**
   * Of keys that warm up each in its own time.
   *
   * @param warmup ticks of a key before its first verdict; asked for once a key
   * @param out takes each window, per key in event-time order
   * @param late takes observations whose time does not fit their key's clock
   */
  public KeyedWindows(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      WindowSink out,
      Consumer<Observation> late) {
    windows = new WarmUps(definition, warmup);
    this.out = out;
    this.late = late;
  }

  /** Adds an observation. */
  public void add(Observation observation) {
    String key = observation.key();
    long log = due.reach(observation.eventTimeMillis());
    closeSilent(log);
    KeyWindows cutter = windows.apply(key);
    KeyWindow state = states.computeIfAbsent(key, unseen -> cutter.start());
    if (cutter.add(state, observation, log, log, out)) {
      due.put(key, cutter.due(state));
    } else {
      late.accept(observation);
    }
  }

  private void closeSilent(long log) {
    for (String key = due.poll(this::due); key != null; key = due.poll(this::due)) {
      windows.apply(key).advance(state(key), key, log, out);
    }
  }

  private long due(String key) {
    return windows.apply(key).due(state(key));
  }

  private KeyWindow state(String key) {
    return Objects.requireNonNull(states.get(key));
  }

  /** Closes all open ticks. */
  public void finish() {
    states.forEach((key, state) -> windows.apply(key).advance(state, key, Long.MAX_VALUE, out));
  }
}
