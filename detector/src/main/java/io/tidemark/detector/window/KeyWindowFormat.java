package io.tidemark.detector.window;

import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.StateFormat;
import io.tidemark.detector.tick.TickAggregator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Binary form of a {@link KeyWindow}. It starts with the shape it was written for, so that a
 * detector that has changed since can tell: then the key starts anew.
 */
public final class KeyWindowFormat {
  private static final int VERSION = 1;

  private KeyWindowFormat() {}

  public static void write(KeyWindow state, KeyWindows windows, DataOutput out) throws IOException {
    TickAggregator aggregator = windows.aggregator();
    int features = aggregator.features();
    out.writeByte(VERSION);
    out.writeShort(features);
    out.writeShort(windows.spec().length());
    out.writeLong(state.lastTick);
    out.writeInt(state.ticksSinceScored);
    out.writeInt(state.observedTicks);
    StateFormat.writeFloats(state.carried, features, out);
    for (int age : state.carriedFor) {
      out.writeInt(age);
    }
    StateFormat.writeCounters(state.counters, out);
    state.ring.write(out);
    out.writeShort(state.openTicks.size());
    for (OpenTick tick : state.openTicks) {
      aggregator.write(tick, out);
    }
    WarmUp warmUp = state.warmUp;
    out.writeBoolean(warmUp != null);
    if (warmUp != null) {
      warmUp.write(out);
    }
    FeatureBaseline baseline = state.baseline;
    out.writeBoolean(baseline != null);
    if (baseline != null) {
      baseline.write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the bytes are of another version or shape than {@code windows}
   */
  public static KeyWindow read(KeyWindows windows, DataInput in) throws IOException {
    TickAggregator aggregator = windows.aggregator();
    int features = aggregator.features();
    int length = windows.spec().length();
    int version = in.readUnsignedByte();
    int storedFeatures = in.readUnsignedShort();
    int storedLength = in.readUnsignedShort();
    if (version != VERSION || storedFeatures != features || storedLength != length) {
      throw new IOException(
          "key state of version %d for %d features and %d ticks, where version %d, %d and %d are in use"
              .formatted(version, storedFeatures, storedLength, VERSION, features, length));
    }
    long lastTick = in.readLong();
    int ticksSinceScored = in.readInt();
    int observedTicks = in.readInt();
    float[] carried = new float[features];
    StateFormat.readFloats(carried, features, in);
    int[] carriedFor = new int[features];
    for (int f = 0; f < features; f++) {
      carriedFor[f] = in.readInt();
    }
    var counters = StateFormat.readCounters(features, in);
    KeyWindow state = new KeyWindow(TickRing.read(length, features, in), counters, features, null);
    state.lastTick = lastTick;
    state.ticksSinceScored = ticksSinceScored;
    state.observedTicks = observedTicks;
    System.arraycopy(carried, 0, state.carried, 0, features);
    System.arraycopy(carriedFor, 0, state.carriedFor, 0, features);
    int open = in.readUnsignedShort();
    for (int i = 0; i < open; i++) {
      state.openTicks.add(aggregator.read(in));
    }
    state.warmUp = in.readBoolean() ? WarmUp.read(features, in) : null;
    state.baseline = in.readBoolean() ? FeatureBaseline.read(features, in) : null;
    return state;
  }
}
