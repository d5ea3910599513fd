package io.tidemark.detector;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Cuts the windows of all keys of one detector from a single stream, for hosts without Flink:
 * training and evaluation see the windows that the job would see.
 */
public final class KeyedWindows {
  private final DetectorDefinition definition;
  private final ToIntFunction<String> warmup;
  private final Map<Integer, KeyWindows> byWarmup = new HashMap<>();
  private final Consumer<Window> out;
  private final Consumer<Observation> late;
  private final Map<String, Cut> states = new HashMap<>();
  private final PriorityQueue<Closing> closings = new PriorityQueue<>();
  private long watermark = Long.MIN_VALUE;

  /**
   * @param out takes each window, per key in event-time order
   * @param late takes observations that came after their tick was closed
   */
  public KeyedWindows(
      DetectorDefinition definition, Consumer<Window> out, Consumer<Observation> late) {
    this(definition, key -> definition.baseline().warmup(), out, late);
  }

  /**
   * Of keys that warm up each in its own time.
   *
   * @param warmup ticks of a key before its first verdict; asked for once a key
   * @param out takes each window, per key in event-time order
   * @param late takes observations that came after their tick was closed
   */
  public KeyedWindows(
      DetectorDefinition definition,
      ToIntFunction<String> warmup,
      Consumer<Window> out,
      Consumer<Observation> late) {
    this.definition = definition;
    this.warmup = warmup;
    this.out = out;
    this.late = late;
  }

  /** Adds an observation, then moves the watermark to its event time. */
  public void add(Observation observation) {
    Cut key = states.computeIfAbsent(observation.key(), this::start);
    long closing = key.windows().add(key.state(), observation, watermark);
    if (closing == Long.MIN_VALUE) {
      late.accept(observation);
      return;
    }
    closings.add(new Closing(closing, observation.key()));
    advance(Math.max(watermark, observation.eventTimeMillis() - 1));
  }

  /** Lets a key learn anew what is normal for it, and says that it has been forgotten. */
  public void learnAnew(String key) {
    Cut known = states.get(key);
    if (known != null && known.windows().learnAnew(known.state())) {
      out.accept(Window.forgotten(definition.name(), key));
    }
  }

  /** Closes all open ticks. */
  public void finish() {
    advance(Long.MAX_VALUE);
  }

  private void advance(long to) {
    watermark = to;
    for (Closing next = closings.peek();
        next != null && next.millis() <= to;
        next = closings.peek()) {
      closings.poll();
      Cut key = states.get(next.key());
      if (key != null) {
        key.windows().advance(key.state(), next.key(), next.millis(), out);
      }
    }
  }

  private Cut start(String key) {
    KeyWindows windows =
        byWarmup.computeIfAbsent(
            warmup.applyAsInt(key),
            ticks ->
                new KeyWindows(
                    definition.withBaseline(new Baseline(definition.baseline().per(), ticks))));
    return new Cut(windows, windows.start());
  }

  private record Cut(KeyWindows windows, KeyWindow state) {}

  private record Closing(long millis, String key) implements Comparable<Closing> {
    @Override
    public int compareTo(Closing other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }
}
