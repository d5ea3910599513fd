package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import io.tidemark.detector.tick.TickAggregator;
import java.io.DataInput;
import java.io.IOException;

/** Reads what version 1 of {@link KeyWindowFormat} wrote, after its version byte. */
final class KeyWindowVersion1 {
  private KeyWindowVersion1() {}

  static KeyWindow read(KeyWindows windows, DataInput in) throws IOException {
    TickAggregator aggregator = windows.aggregator();
    int features = aggregator.features();
    int length = windows.spec().length();
    KeyWindowFormat.checkShape(in.readUnsignedShort(), in.readUnsignedShort(), windows);
    OpenTicks open = new OpenTicks();
    open.lastClosed = in.readLong();
    int ticksSinceScored = in.readInt();
    int observedTicks = in.readInt();
    float[] carried = new float[features];
    StateFormat.readFloats(carried, features, in);
    int[] carriedFor = new int[features];
    for (int f = 0; f < features; f++) {
      carriedFor[f] = in.readInt();
    }
    var counters = StateFormat.readCounters(features, in);
    KeyWindow state = new KeyWindow(open, ring(length, features, in), counters, features, null);
    state.ticksSinceScored = Math.min(ticksSinceScored, KeyWindow.LONG_AGO);
    state.observedTicks = observedTicks;
    System.arraycopy(carried, 0, state.carried, 0, features);
    System.arraycopy(carriedFor, 0, state.carriedFor, 0, features);
    int ticks = in.readUnsignedShort();
    for (int i = 0; i < ticks; i++) {
      open.ticks.add(aggregator.readVersion1(in));
    }
    state.warmUp = in.readBoolean() ? WarmUp.readVersion1(features, in) : null;
    state.baseline = in.readBoolean() ? FeatureBaseline.read(features, in) : null;
    return state;
  }

  private static TickRing ring(int length, int features, DataInput in) throws IOException {
    TickRing ring = new TickRing(length, features);
    float[] tick = new float[features];
    int filled = in.readUnsignedShort();
    for (int i = 0; i < filled; i++) {
      StateFormat.readFloats(tick, features, in);
      int imputed = in.readUnsignedShort();
      ring.push(tick, imputed, StateFormat.readFewRanges(in));
    }
    return ring;
  }
}
