package io.tidemark.detector.window;

import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.tick.CounterMemory;
import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a detector remembers of one key up to the model: state for {@link KeyWindows}, which alone
 * changes it. A live object, kept small; {@link #write} makes bytes of it for snapshots.
 */
public final class KeyWindow {
  /** More ticks than any stride. */
  static final int LONG_AGO = 2 * WindowSpec.MAX_LENGTH;

  static final long NO_TICK = Long.MIN_VALUE;

  final KeyLayout layout;
  final TickRing ring;
  KeyClock clock = new KeyClock();

  /** The ticks that may still receive events, oldest first. */
  final List<OpenTick> open = new ArrayList<>(2);

  /** The last tick that takes no more events. */
  long lastClosed = NO_TICK;

  /** Null where no feature is a counter. */
  final @Nullable CounterMemory counters;

  final float[] carried;

  /** Ticks for which each value has been carried; null while all are fresh. */
  int @Nullable [] carriedFor;

  /** Why the window is not whole; of no meaning while it is. */
  Unwatched broken = Unwatched.WARM_UP;

  int ticksSinceScored = LONG_AGO;
  int observedTicks;
  @Nullable WarmUp warmUp;
  @Nullable FeatureBaseline baseline;
  @Nullable StrideGate gate;

  KeyWindow(KeyLayout layout, TickRing ring) {
    this.layout = layout;
    this.ring = ring;
    counters = layout.aggregator().counting() ? new CounterMemory(layout.features()) : null;
    carried = new float[layout.features()];
    Arrays.fill(carried, Float.NaN);
  }

  /** Whether the key is still in its warm-up, so that no window of it is live. */
  public boolean warmingUp() {
    return warmUp != null;
  }

  /** What the key's windows are normalised by now; null in its warm-up. */
  public @Nullable FeatureBaseline baseline() {
    return baseline;
  }

  /** Ticks with events that the key has learned from in its warm-up, or had since its first. */
  public int learnedTicks() {
    return warmUp == null ? observedTicks : warmUp.observedCount();
  }

  /** Ticks with events since the key's first one. */
  public int observedTicks() {
    return observedTicks;
  }

  /** Whether a tick takes no more events because it, or a later one, has been closed. */
  public boolean hasClosed(long tick) {
    return lastClosed != NO_TICK && tick <= lastClosed;
  }

  /** Whether the ticks that are kept make a whole window. */
  public boolean whole() {
    return ring.full();
  }

  /** Features without a value for more ticks than that, or that never had one. */
  public BitSet missing(int maxGap) {
    BitSet missing = new BitSet();
    int[] ages = carriedFor;
    for (int f = 0; ages != null && f < ages.length; f++) {
      missing.set(f, ages[f] > maxGap || Float.isNaN(carried[f]));
    }
    return missing;
  }

  /** Writes the state. What follows from other parts, or is not in use, takes no room. */
  public void write(DataOutput out) throws IOException {
    layout.write(out);
    clock.write(out);
    out.writeLong(lastClosed);
    StateFormat.writeCount(open.size(), out);
    for (OpenTick tick : open) {
      out.writeLong(tick.index());
      layout.aggregator().write(tick, out);
    }
    StateFormat.writeCount(ticksSinceScored, out);
    StateFormat.writeCount(observedTicks, out);
    out.writeByte(broken.ordinal());
    ring.write(out);
    if (ring.empty()) { // else it is the newest tick
      StateFormat.writeFloats(carried, carried.length, out);
    }
    int[] ages = carriedFor;
    out.writeBoolean(ages != null);
    if (ages != null) {
      StateFormat.writeMostlyZero(ages, 0, ages.length, out);
    }
    if (counters != null) {
      layout.aggregator().writeCounters(counters, out);
    }
    writeLearned(out);
  }

  private void writeLearned(DataOutput out) throws IOException {
    out.writeBoolean(warmUp != null);
    if (warmUp != null) {
      warmUp.write(out);
    }
    out.writeBoolean(baseline != null);
    if (baseline != null) {
      baseline.write(out);
    }
    out.writeBoolean(gate != null);
    if (gate != null) {
      gate.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static KeyWindow read(DataInput in) throws IOException {
    KeyLayout layout = KeyLayout.read(in);
    KeyClock clock = KeyClock.read(in);
    long lastClosed = in.readLong();
    int ticks = (int) StateFormat.readCount(in);
    List<OpenTick> open = new ArrayList<>(ticks);
    for (int i = 0; i < ticks; i++) {
      open.add(layout.aggregator().read(in.readLong(), in));
    }
    int ticksSinceScored = (int) StateFormat.readCount(in);
    int observedTicks = (int) StateFormat.readCount(in);
    Unwatched broken = Unwatched.values()[in.readUnsignedByte()];
    int features = layout.features();
    KeyWindow state = new KeyWindow(layout, TickRing.read(layout.length(), features, in));
    state.clock = clock;
    state.lastClosed = lastClosed;
    state.open.addAll(open);
    state.ticksSinceScored = ticksSinceScored;
    state.observedTicks = observedTicks;
    state.broken = broken;
    if (state.ring.empty()) {
      StateFormat.readFloats(state.carried, features, in);
    } else {
      state.ring.newest(state.carried);
    }
    if (in.readBoolean()) {
      int[] ages = new int[features];
      StateFormat.readMostlyZero(ages, features, in);
      state.carriedFor = ages;
    }
    if (state.counters != null) {
      layout.aggregator().readCounters(state.counters, in);
    }
    state.warmUp = in.readBoolean() ? WarmUp.read(features, in) : null;
    state.baseline = in.readBoolean() ? FeatureBaseline.read(features, in) : null;
    state.gate = in.readBoolean() ? StrideGate.read(in) : null;
    return state;
  }
}
