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
 * windows among them cut and scored with it. Values are exact: where a unit has its zero is not
 * known before the warm-up is over.
 */
final class WarmUp {
  /** A feature with fewer values is not known, unless they are half of all ticks. */
  private static final int FEWEST = 10;

  private final int features;
  private double[] rows;
  private long[] ticks;
  private boolean[] observed;
  private int count;
  private int observedCount;
  private int prolonged;

  WarmUp(int features) {
    this.features = features;
    rows = new double[16 * features];
    ticks = new long[16];
    observed = new boolean[16];
  }

  /**
   * @param values of a tick, {@code [F]}, raw units; NaN where there is none
   */
  void add(long tick, double[] values, boolean wasObserved) {
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

  /** Goes on with all but the oldest rows, those that have so many ticks with events. */
  void prolong(int dropped) {
    int from = 0;
    for (int seen = 0; seen < dropped && from < count; from++) {
      seen += observed[from] ? 1 : 0;
      observedCount -= observed[from] ? 1 : 0;
    }
    System.arraycopy(rows, from * features, rows, 0, (count - from) * features);
    System.arraycopy(ticks, from, ticks, 0, count - from);
    System.arraycopy(observed, from, observed, 0, count - from);
    count -= from;
    prolonged++;
  }

  /** How often it has been prolonged. */
  int prolonged() {
    return prolonged;
  }

  /** Ticks with events that it holds. */
  int observedCount() {
    return observedCount;
  }

  /** What is normal of each feature in the ticks with events. */
  List<FeatureStatistics> statistics(FleetFeatures fleet) {
    List<FeatureStatistics> all = new ArrayList<>(features);
    double[] values = new double[observedCount];
    for (int f = 0; f < features; f++) {
      int n = 0;
      for (int row = 0; row < count; row++) {
        double value = value(row, f);
        if (observed[row] && !Double.isNaN(value)) {
          values[n++] = value;
        }
      }
      all.add(
          n < FEWEST && 2 * n < observedCount
              ? FeatureStatistics.UNKNOWN
              : FeatureStatistics.of(Arrays.copyOf(values, n), fleet.usualScale(f)));
    }
    return all;
  }

  int features() {
    return features;
  }

  int count() {
    return count;
  }

  long tick(int row) {
    return ticks[row];
  }

  double value(int row, int feature) {
    return rows[row * features + feature];
  }

  boolean observed(int row) {
    return observed[row];
  }

  /**
   * Whether a window of {@code length} ticks ends at this row: no break in it, and events in its
   * last tick.
   */
  boolean windowEndsAt(int row, int length) {
    return row >= length - 1 && observed[row] && ticks[row] - ticks[row - length + 1] == length - 1;
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeCount(prolonged, out);
    StateFormat.writeCount(count, out);
    long previous = 0;
    for (int row = 0; row < count; row++) {
      long step = StateFormat.zigzag(ticks[row] - previous);
      StateFormat.writeCount(step << 1 | (observed[row] ? 1 : 0), out);
      previous = ticks[row];
      for (int f = 0; f < features; f++) {
        out.writeDouble(value(row, f));
      }
    }
  }

  static WarmUp read(int features, DataInput in) throws IOException {
    WarmUp warmUp = new WarmUp(features);
    warmUp.prolonged = (int) StateFormat.readCount(in);
    double[] values = new double[features];
    int count = (int) StateFormat.readCount(in);
    long tick = 0;
    for (int row = 0; row < count; row++) {
      long head = StateFormat.readCount(in);
      tick += StateFormat.unzigzag(head >>> 1);
      for (int f = 0; f < features; f++) {
        values[f] = in.readDouble();
      }
      warmUp.add(tick, values, (head & 1) == 1);
    }
    return warmUp;
  }
}
