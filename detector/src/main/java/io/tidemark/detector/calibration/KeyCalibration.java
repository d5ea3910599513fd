package io.tidemark.detector.calibration;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The normal scores of one key, learned in its warm-up: state for {@link ScoreJudge}, which alone
 * changes it.
 */
public final class KeyCalibration {
  private float[] scores;
  private int count;
  private boolean sorted;

  public KeyCalibration() {
    this(new float[16], 0, false);
  }

  private KeyCalibration(float[] scores, int count, boolean sorted) {
    this.scores = scores;
    this.count = count;
    this.sorted = sorted;
  }

  /** Normal scores known. */
  public int count() {
    return count;
  }

  /**
   * Whether the scores are in order: the first verdict after new ones sorts them, and a host that
   * keeps bytes then has something new to keep.
   */
  public boolean sorted() {
    return sorted;
  }

  void add(float score) {
    if (count == scores.length) {
      scores = Arrays.copyOf(scores, count + count / 2 + 1);
    }
    scores[count++] = score;
    sorted = false;
  }

  /** Quantile of the scores, linear between order statistics; only when there are any. */
  double quantile(double probability) {
    sort();
    double position = probability * (count - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, count - 1);
    return scores[below] + (position - below) * (scores[above] - scores[below]);
  }

  /**
   * Conformal p-value: {@code (1 + #{normal >= score}) / (1 + n)} (Vovk, Gammerman and Shafer
   * 2005).
   */
  double pValue(float score) {
    sort();
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (scores[middle] < score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (1.0 + count - low) / (1.0 + count);
  }

  private void sort() {
    if (!sorted) {
      scores = Arrays.copyOf(scores, count);
      Arrays.sort(scores);
      sorted = true;
    }
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(count);
    out.writeBoolean(sorted);
    StateFormat.writeFloats(scores, count, out);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyCalibration read(DataInput in) throws IOException {
    int count = in.readInt();
    boolean sorted = in.readBoolean();
    float[] scores = new float[count];
    StateFormat.readFloats(scores, count, in);
    return new KeyCalibration(scores, count, sorted);
  }
}
