package io.tidemark.detector.window;

import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The last W ticks of a key, as a ring: a new tick takes the place of the oldest. */
final class TickRing {
  private final int length;
  private final int features;
  private final float[] values;
  private final short[] imputed;
  private final List<List<OffsetRange>> sources;
  private int next;
  private int filled;

  TickRing(int length, int features) {
    this.length = length;
    this.features = features;
    values = new float[length * features];
    imputed = new short[length];
    sources = new ArrayList<>(Collections.nCopies(length, List.of()));
  }

  void push(float[] tick, int imputedValues, List<OffsetRange> tickSources) {
    System.arraycopy(tick, 0, values, next * features, features);
    imputed[next] = (short) imputedValues;
    sources.set(next, tickSources);
    next = (next + 1) % length;
    filled = Math.min(filled + 1, length);
  }

  void clear() {
    filled = 0;
  }

  boolean full() {
    return filled == length;
  }

  /** Raw values, oldest tick first; only when {@link #full}. */
  float[] unrolled() {
    float[] window = new float[values.length];
    int head = next * features;
    System.arraycopy(values, head, window, 0, values.length - head);
    System.arraycopy(values, 0, window, values.length - head, head);
    return window;
  }

  float imputedShare() {
    int sum = 0;
    for (short count : imputed) {
      sum += count;
    }
    return (float) sum / values.length;
  }

  List<OffsetRange> sources() {
    List<OffsetRange> all = List.of();
    for (List<OffsetRange> ranges : sources) {
      if (!ranges.isEmpty()) {
        all = OffsetRange.union(all, ranges);
      }
    }
    return all;
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(filled);
    for (int i = 0; i < filled; i++) {
      int slot = Math.floorMod(next - filled + i, length);
      for (int f = 0; f < features; f++) {
        out.writeFloat(values[slot * features + f]);
      }
      out.writeShort(imputed[slot]);
      StateFormat.writeRanges(sources.get(slot), out);
    }
  }

  static TickRing read(int length, int features, DataInput in) throws IOException {
    TickRing ring = new TickRing(length, features);
    float[] tick = new float[features];
    int filled = in.readUnsignedShort();
    for (int i = 0; i < filled; i++) {
      StateFormat.readFloats(tick, features, in);
      int imputedValues = in.readUnsignedShort();
      ring.push(tick, imputedValues, StateFormat.readRanges(in));
    }
    return ring;
  }
}
