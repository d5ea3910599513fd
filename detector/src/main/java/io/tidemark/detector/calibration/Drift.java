package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A streaming test of one key's recent p-values, in a few bytes. Normal windows have p-values with
 * mean one half, whatever their scores; a key whose slow average stands far from it has left the
 * distribution it was calibrated on, upwards or downwards.
 */
public final class Drift {
  /** Windows that the average spans; windows of a key resemble their neighbours. */
  private static final int SPAN = 500;

  /** Windows before the first answer. */
  private static final int FEWEST = 200;

  /** How far from one half is drifted, and how near is normal again. */
  private static final double FAR = 0.3;

  private static final double NEAR = 0.2;

  private float mean = 0.5f;
  private int count;
  private boolean drifted;

  Drift() {}

  /** Takes a window's p-value; whether the answer changed, or is given for the first time. */
  boolean add(double pValue) {
    count = Math.min(count + 1, SPAN);
    mean += (float) ((pValue - mean) / count);
    if (count < FEWEST) {
      return false;
    }
    boolean first = count == FEWEST;
    double far = Math.abs(mean - 0.5);
    boolean before = drifted;
    drifted = drifted ? far > NEAR : far > FAR;
    return first || drifted != before;
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
