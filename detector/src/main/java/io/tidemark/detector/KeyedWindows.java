package io.tidemark.detector;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Cuts the windows of all keys of one detector from a single stream, for hosts without Flink:
 * training and evaluation see the windows that the job would see.
 */
public final class KeyedWindows {
  private final String detector;
  private final KeyWindows windows;
  private final Consumer<Window> out;
  private final Consumer<Observation> late;
  private final Map<String, KeyWindow> states = new HashMap<>();
  private final PriorityQueue<Closing> closings = new PriorityQueue<>();
  private long watermark = Long.MIN_VALUE;

  /**
   * @param out takes each window, per key in event-time order
   * @param late takes observations that came after their tick was closed
   */
  public KeyedWindows(
      DetectorDefinition definition, Consumer<Window> out, Consumer<Observation> late) {
    detector = definition.name();
    windows = new KeyWindows(definition);
    this.out = out;
    this.late = late;
  }

  /** Adds an observation, then moves the watermark to its event time. */
  public void add(Observation observation) {
    KeyWindow state = states.computeIfAbsent(observation.key(), unseen -> windows.start());
    long closing = windows.add(state, observation, watermark);
    if (closing == Long.MIN_VALUE) {
      late.accept(observation);
      return;
    }
    closings.add(new Closing(closing, observation.key()));
    advance(Math.max(watermark, observation.eventTimeMillis() - 1));
  }

  /** Lets a key learn anew what is normal for it, and says that it has been forgotten. */
  public void learnAnew(String key) {
    KeyWindow state = states.get(key);
    if (state != null && windows.learnAnew(state)) {
      out.accept(Window.forgotten(detector, key));
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
      KeyWindow state = states.get(next.key());
      if (state != null) {
        windows.advance(state, next.key(), next.millis(), out);
      }
    }
  }

  private record Closing(long millis, String key) implements Comparable<Closing> {
    @Override
    public int compareTo(Closing other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }
}
