package io.tidemark.detector.window;

import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** The last W ticks of a key, as a ring: a new tick takes the place of the oldest. */
public final class TickRing {
  private final int length;
  private final int features;
  private final float[] values;

  private final SourceRing sources;
  private int next;
  private int filled;

  /** An empty ring. */
  public TickRing(int length, int features) {
    this.length = length;
    this.features = features;
    values = new float[length * features];
    sources = new SourceRing(length);
  }

  /** Takes a tick in the place of the oldest; {@code tick} is copied. */
  public void push(float[] tick, List<OffsetRange> tickSources) {
    System.arraycopy(tick, 0, values, next * features, features);
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

  List<OffsetRange> sources() {
    return sources.union();
  }

  /** Whether a feature has a value in one of the newest ticks. */
  boolean has(int feature, int ticks) {
    for (int age = 0; age < Math.min(ticks, filled); age++) {
      if (!Float.isNaN(values[slot(age) * features + feature])) {
        return true;
      }
    }
    return false;
  }

  /** Newest ticks in a row without a value of a feature. */
  int absentFor(int feature) {
    int absent = 0;
    while (absent < filled && Float.isNaN(values[slot(absent) * features + feature])) {
      absent++;
    }
    return absent;
  }

  /**
   * Exchanges the values of a tick.
   *
   * @param age of the tick, 0 for the newest; less than {@link #size}
   */
  void replace(int age, float[] tick) {
    System.arraycopy(tick, 0, values, slot(age) * features, features);
  }

  /** Where the tick of an age lies, 0 for the newest; less than {@code length}. */
  private int slot(int age) {
    int slot = next - 1 - age;
    return slot < 0 ? slot + length : slot;
  }

  /** Ticks in it. */
  int size() {
    return filled;
  }

  boolean empty() {
    return filled == 0;
  }

  void write(DataOutput out) throws IOException {
    int oldest = filled == 0 ? next : slot(filled - 1);
    StateFormat.writeCount(filled, out);
    RowsFormat.write(values, oldest * features, filled * features, features, out);
    sources.write(oldest, filled, out);
  }

  static TickRing read(int length, int features, DataInput in) throws IOException {
    TickRing ring = new TickRing(length, features);
    int filled = (int) StateFormat.readCount(in);
    RowsFormat.read(ring.values, filled * features, features, in);
    ring.sources.read(filled, in);
    ring.filled = filled;
    ring.next = filled % length;
    return ring;
  }
}
