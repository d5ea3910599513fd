package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where the scores of a key stand now: the part of its state that moves with every window, kept
 * apart because it is small. State for {@link ScoreJudge}, which alone changes it.
 */
public final class KeyLevel {
  private double slow;
  private int count;

  /**
   * Takes the next level.
   *
   * @param smoothing weight of the newest in the slow average
   * @return the mean of the level and its slow average, so that a jump shows at once and a drift in
   *     time
   */
  double next(double level, double smoothing) {
    count = Math.min(count + 1, Integer.MAX_VALUE - 1);
    // A plain mean until there are enough, so that the first window does not weigh for ever.
    slow += Math.max(smoothing, 1.0 / count) * (level - slow);
    return (level + slow) / 2;
  }

  /** Whether it has seen no window yet. */
  boolean isNew() {
    return count == 0;
  }

  void set(KeyLevel other) {
    slow = other.slow;
    count = other.count;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(slow);
    out.writeInt(count);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyLevel read(DataInput in) throws IOException {
    KeyLevel level = new KeyLevel();
    level.slow = in.readDouble();
    level.count = in.readInt();
    return level;
  }
}
