package io.tidemark.detector.window;

import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.season.KeySeason;
import io.tidemark.detector.tick.CounterMemory;
import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
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

  /** Why the window is not whole; of no meaning while it is. */
  Unwatched broken = Unwatched.WARM_UP;

  int ticksSinceScored = LONG_AGO;
  int observedTicks;
  @Nullable WarmUp warmUp;
  @Nullable FeatureBaseline baseline;

  /** Null in the warm-up, and where keys have no seasons. */
  @Nullable KeySeason season;

  /**
   * What the ring's values are short of, by feature; null where nothing. Values that are far from
   * zero for how little they move would lose that movement as float32.
   */
  double @Nullable [] origin;

  KeyWindow(KeyLayout layout, TickRing ring) {
    this.layout = layout;
    this.ring = ring;
    counters = layout.aggregator().counting() ? new CounterMemory(layout.features()) : null;
  }

  /** Whether the key is still in its warm-up, so that no window of it is live. */
  public boolean warmingUp() {
    return warmUp != null && baseline == null;
  }

  /** What is to be added to a value of the ring for its raw unit. */
  double origin(int feature) {
    return origin == null ? 0 : origin[feature];
  }

  /** Stores the ticks of a warm-up with less of them lost than before. */
  void store(CleanWarmUp warmUp, double @Nullable [] from) {
    float[] stored = new float[layout.features()];
    for (int age = 0; age < Math.min(ring.size(), warmUp.rows()); age++) {
      for (int f = 0; f < stored.length; f++) {
        double value = warmUp.value(warmUp.rows() - 1 - age, f);
        stored[f] = (float) (value - (from == null ? 0 : from[f]));
      }
      ring.replace(age, stored);
    }
    origin = from;
  }

  /** What the key's windows are normalised by now; null in its warm-up. */
  public @Nullable FeatureBaseline baseline() {
    return baseline;
  }

  /** What the key does by the hour and the day, as far as it is known; null where it is not. */
  public @Nullable KeySeason season() {
    return season;
  }

  /** Ticks with events that the key has learned from in its warm-up, or had since its first. */
  public int learnedTicks() {
    return warmingUp() && warmUp != null ? warmUp.observedCount() : observedTicks;
  }

  /** Ticks with events since the key's first one. */
  public int observedTicks() {
    return observedTicks;
  }

  /** Whether a tick takes no more events because it, or a later one, has been closed. */
  public boolean hasClosed(long tick) {
    return lastClosed != NO_TICK && tick <= lastClosed;
  }

  /**
   * Ticks in a row, up to the latest, that have had no value of a feature which is known; 0 where
   * the latest has one or no tick is kept.
   */
  public int absentFor(int feature) {
    boolean known = baseline == null ? warmUp == null : baseline.knows(feature);
    return known ? ring.absentFor(feature) : 0;
  }

  /** The index of the latest tick that takes no more events. */
  public long lastClosed() {
    return lastClosed;
  }

  /** Whether the ticks that are kept make a whole window. */
  public boolean whole() {
    return ring.full();
  }

  /** Features without a value for more ticks than that, or that never had one. */
  public BitSet missing(int maxGap) {
    BitSet missing = new BitSet();
    for (int f = 0; f < layout.features(); f++) {
      missing.set(f, ring.empty() ? broken == Unwatched.READING_MISSING : !ring.has(f, maxGap + 1));
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
    out.writeBoolean(season != null);
    if (season != null) {
      season.write(out);
    }
    double[] from = origin;
    out.writeBoolean(from != null);
    for (int f = 0; from != null && f < from.length; f++) {
      out.writeDouble(from[f]);
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
    if (state.counters != null) {
      layout.aggregator().readCounters(state.counters, in);
    }
    state.warmUp = in.readBoolean() ? WarmUp.read(features, in) : null;
    state.baseline = in.readBoolean() ? FeatureBaseline.read(features, in) : null;
    state.season = in.readBoolean() ? KeySeason.read(features, in) : null;
    if (in.readBoolean()) {
      double[] from = new double[features];
      for (int f = 0; f < features; f++) {
        from[f] = in.readDouble();
      }
      state.origin = from;
    }
    return state;
  }
}
