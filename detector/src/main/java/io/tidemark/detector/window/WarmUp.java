package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ticks of a key's warm-up, kept until the baseline can be learned from all of them and the
 * windows among them cut and scored with it.
 */
final class WarmUp {
  private final int features;
  private float[] rows;
  private long[] ticks;
  private boolean[] observed;
  private int count;
  private int observedCount;

  WarmUp(int features) {
    this.features = features;
    rows = new float[16 * features];
    ticks = new long[16];
    observed = new boolean[16];
  }

  void add(long tick, float[] values, boolean wasObserved) {
    if (count == ticks.length) {
      int larger = count + count / 2;
      rows = Arrays.copyOf(rows, larger * features);
      ticks = Arrays.copyOf(ticks, larger);
      observed = Arrays.copyOf(observed, larger);
    }
    System.arraycopy(values, 0, rows, count * features, features);
    ticks[count] = tick;
    observed[count] = wasObserved;
    count++;
    observedCount += wasObserved ? 1 : 0;
  }

  /** Ticks with events so far. */
  int observedCount() {
    return observedCount;
  }

  FeatureBaseline learnBaseline() {
    return FeatureBaseline.learn(rows, features, observed, count);
  }

  int count() {
    return count;
  }

  long tick(int row) {
    return ticks[row];
  }

  float value(int row, int feature) {
    return rows[row * features + feature];
  }

  /**
   * Whether a window of {@code length} ticks ends at this row: no break in it, and events in its
   * last tick.
   */
  boolean windowEndsAt(int row, int length) {
    return row >= length - 1 && observed[row] && ticks[row] - ticks[row - length + 1] == length - 1;
  }

  /**
   * All runs of {@code ticks} ticks without a break, each {@code [ticks, F]}, as standard scores.
   */
  List<float[]> recent(FeatureBaseline baseline, int ticks) {
    List<float[]> all = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      if (windowEndsAt(row, ticks)) {
        float[] run = new float[ticks * features];
        int from = (row - ticks + 1) * features;
        for (int i = 0; i < run.length; i++) {
          run[i] = baseline.normalise(i % features, rows[from + i]);
        }
        all.add(run);
      }
    }
    return all;
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeCount(count, out);
    long previous = 0;
    for (int row = 0; row < count; row++) {
      long step = StateFormat.zigzag(ticks[row] - previous);
      StateFormat.writeCount(step << 1 | (observed[row] ? 1 : 0), out);
      previous = ticks[row];
      for (int f = 0; f < features; f++) {
        out.writeFloat(value(row, f));
      }
    }
  }

  static WarmUp read(int features, DataInput in) throws IOException {
    WarmUp warmUp = new WarmUp(features);
    float[] values = new float[features];
    int count = (int) StateFormat.readCount(in);
    long tick = 0;
    for (int row = 0; row < count; row++) {
      long head = StateFormat.readCount(in);
      tick += StateFormat.unzigzag(head >>> 1);
      StateFormat.readFloats(values, features, in);
      warmUp.add(tick, values, (head & 1) == 1);
    }
    return warmUp;
  }
}
