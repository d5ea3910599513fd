package io.tidemark.detector.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Whether the scores of an incident have settled: their mean level, a logarithm, has been much the
 * same in all quarters of a time.
 */
final class Settling {
  private static final int QUARTERS = 4;

  /** Levels that differ by less are the same: by about a fourth of the score. */
  private static final double SAME = 0.25;

  private static final long NONE = Long.MIN_VALUE;

  private long start = NONE;
  private int count;
  private double sum;
  private double first;
  private int alike;

  /** Takes a window's level; whether the scores have settled for so long. */
  boolean add(long endMillis, double level, long settledMillis) {
    if (start == NONE) {
      start = endMillis;
    }
    if (count > 0 && (endMillis - start) * QUARTERS >= settledMillis) {
      double mean = sum / count;
      alike = alike > 0 && Math.abs(mean - first) <= SAME ? alike + 1 : 1;
      first = alike == 1 ? mean : first;
      start = endMillis;
      count = 0;
      sum = 0;
    }
    count++;
    sum += level;
    return alike >= QUARTERS;
  }

  void reset() {
    start = NONE;
    count = 0;
    sum = 0;
    alike = 0;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(start);
    out.writeInt(count);
    out.writeDouble(sum);
    out.writeDouble(first);
    out.writeByte(alike);
  }

  void read(DataInput in) throws IOException {
    start = in.readLong();
    count = in.readInt();
    sum = in.readDouble();
    first = in.readDouble();
    alike = in.readUnsignedByte();
  }
}
