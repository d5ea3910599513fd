package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A streaming test of one key's recent p-values, in a few bytes: normal windows have p-values about
 * one half on the mean, whatever their scores, and those of a key that has left the distribution it
 * was calibrated on stay near 0.
 */
public final class Drift {
  /** Windows that the average spans; windows of a key resemble their neighbours. */
  private static final int SPAN = 500;

  /** Windows before the first answer. */
  private static final int FEWEST = 200;

  private static final double LEFT = 0.2;
  private static final double BACK = 0.3;

  private float mean = 0.5f;
  private int count;
  private boolean drifted;

  Drift() {}

  void add(double pValue) {
    count = Math.min(count + 1, SPAN);
    mean += (float) ((pValue - mean) / count);
    drifted = answers() && mean < (drifted ? BACK : LEFT);
  }

  /**
   * Forgets the p-values by a calibration that holds no more. A key that was counted among those
   * that answer goes on to be: it answers that it has not left the distribution it has just
   * learned.
   */
  void restart() {
    mean = 0.5f;
    count = answers() ? FEWEST : 0;
    drifted = false;
  }

  /** Whether it has seen enough to answer. */
  public boolean answers() {
    return count >= FEWEST;
  }

  /** Whether the key has left its calibrated distribution. */
  public boolean drifted() {
    return drifted;
  }

  void write(DataOutput out) throws IOException {
    out.writeFloat(mean);
    out.writeShort(count);
    out.writeBoolean(drifted);
  }

  void read(DataInput in) throws IOException {
    mean = in.readFloat();
    count = in.readUnsignedShort();
    drifted = in.readBoolean();
  }
}
