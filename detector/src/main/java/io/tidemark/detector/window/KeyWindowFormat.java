package io.tidemark.detector.window;

import io.tidemark.detector.tick.CounterMemory;
import io.tidemark.detector.tick.OpenTick;
import io.tidemark.detector.tick.StateFormat;
import io.tidemark.detector.tick.TickAggregator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Binary form of a {@link KeyWindow}: a version byte, the part that every event touches, and the
 * part that only the close of a tick touches. What follows from other parts or is not in use takes
 * no room, so a full window is little more than its numbers.
 *
 * <p>Reads version 2 as well, which knew ticks of up to 255 partitions, and version 1, which had
 * the same content at full width.
 */
public final class KeyWindowFormat {
  /** The version that is written. */
  public static final int VERSION = 3;

  private KeyWindowFormat() {}

  /** Writes a state, version byte first. */
  public static void write(KeyWindow state, KeyWindows windows, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    writeOpen(state.open, windows, out);
    writeClosed(state, windows, out);
  }

  /**
   * Reads what {@link #write} wrote, in this or an earlier version.
   *
   * @throws IOException when the bytes are of another version or shape than {@code windows}
   */
  public static KeyWindow read(KeyWindows windows, DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    return switch (version) {
      case 1 -> KeyWindowVersion1.read(windows, in);
      case 2 -> read(windows, StateFormat::readFewRanges, in);
      case VERSION -> read(windows, StateFormat::readRanges, in);
      default ->
          throw new IOException(
              "key state of version %d; versions 1 to %d are known".formatted(version, VERSION));
    };
  }

  private static KeyWindow read(KeyWindows windows, StateFormat.Ranges ranges, DataInput in)
      throws IOException {
    return readClosed(readOpen(windows, ranges, in), windows, ranges, in);
  }

  /** Writes the part that every event touches; it follows the version byte. */
  public static void writeOpen(OpenTicks open, KeyWindows windows, DataOutput out)
      throws IOException {
    StateFormat.writeCount(open.ticks.size(), out);
    out.writeBoolean(open.lastClosed != OpenTicks.NONE);
    long base = 0;
    if (open.lastClosed != OpenTicks.NONE) {
      StateFormat.writeCount(StateFormat.zigzag(open.lastClosed), out);
      base = open.lastClosed;
    }
    for (OpenTick tick : open.ticks) {
      StateFormat.writeCount(StateFormat.zigzag(tick.index() - base), out);
      windows.aggregator().write(tick, out);
    }
  }

  /** Reads what {@link #writeOpen} wrote. */
  public static OpenTicks readOpen(KeyWindows windows, DataInput in) throws IOException {
    return readOpen(windows, StateFormat::readRanges, in);
  }

  private static OpenTicks readOpen(KeyWindows windows, StateFormat.Ranges ranges, DataInput in)
      throws IOException {
    OpenTicks open = new OpenTicks();
    int ticks = (int) StateFormat.readCount(in);
    long base = 0;
    if (in.readBoolean()) {
      base = StateFormat.unzigzag(StateFormat.readCount(in));
      open.lastClosed = base;
    }
    for (int i = 0; i < ticks; i++) {
      long index = base + StateFormat.unzigzag(StateFormat.readCount(in));
      open.ticks.add(windows.aggregator().read(index, ranges, in));
    }
    return open;
  }

  /** Writes the part that only the close of a tick touches; it follows the open part. */
  public static void writeClosed(KeyWindow state, KeyWindows windows, DataOutput out)
      throws IOException {
    TickAggregator aggregator = windows.aggregator();
    int features = aggregator.features();
    StateFormat.writeCount(features, out);
    StateFormat.writeCount(windows.spec().length(), out);
    StateFormat.writeCount(state.ticksSinceScored, out);
    StateFormat.writeCount(state.observedTicks, out);
    state.ring.write(out);
    if (state.ring.empty()) { // else it is the newest tick
      StateFormat.writeFloats(state.carried, features, out);
    }
    StateFormat.writeMostlyZero(state.carriedFor, 0, features, out);
    aggregator.writeCounters(state.counters, out);
    out.writeBoolean(state.warmUp != null);
    if (state.warmUp != null) {
      state.warmUp.write(out);
    }
    out.writeBoolean(state.baseline != null);
    if (state.baseline != null) {
      state.baseline.write(out);
    }
    if (windows.spec().stride().adaptive()) {
      out.writeBoolean(state.gate != null);
      if (state.gate != null) {
        state.gate.write(out);
      }
    }
  }

  private static KeyWindow readClosed(
      OpenTicks open, KeyWindows windows, StateFormat.Ranges ranges, DataInput in)
      throws IOException {
    TickAggregator aggregator = windows.aggregator();
    int features = aggregator.features();
    checkShape((int) StateFormat.readCount(in), (int) StateFormat.readCount(in), windows);
    int ticksSinceScored = (int) StateFormat.readCount(in);
    int observedTicks = (int) StateFormat.readCount(in);
    TickRing ring = TickRing.read(windows.spec().length(), features, ranges, in);
    KeyWindow state = new KeyWindow(open, ring, new CounterMemory(features), features, null);
    state.ticksSinceScored = ticksSinceScored;
    state.observedTicks = observedTicks;
    if (ring.empty()) {
      StateFormat.readFloats(state.carried, features, in);
    } else {
      ring.newest(state.carried);
    }
    StateFormat.readMostlyZero(state.carriedFor, features, in);
    aggregator.readCounters(state.counters, in);
    state.warmUp = in.readBoolean() ? WarmUp.read(features, in) : null;
    state.baseline = in.readBoolean() ? FeatureBaseline.read(features, in) : null;
    if (windows.spec().stride().adaptive()) {
      state.gate = in.readBoolean() ? StrideGate.read(in) : null;
    }
    return state;
  }

  static void checkShape(int features, int length, KeyWindows windows) throws IOException {
    int wantedFeatures = windows.aggregator().features();
    int wantedLength = windows.spec().length();
    if (features != wantedFeatures || length != wantedLength) {
      throw new IOException(
          "key state for %d features and %d ticks, where %d and %d are in use"
              .formatted(features, length, wantedFeatures, wantedLength));
    }
  }
}
