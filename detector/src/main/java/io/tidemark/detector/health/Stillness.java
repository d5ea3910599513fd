package io.tidemark.detector.health;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How the readings of a key stand still: state for {@link FlatLines}, which alone changes it. */
final class Stillness {
  /** The latest reading of each feature; NaN before the first. */
  final double[] last;

  /** The tick since which it has been the same. */
  final long[] since;

  /** Readings in a row that have been the same, in ticks. */
  final int[] same;

  /** Readings before those, in ticks. */
  final int[] before;

  /** The most readings in a row that were the same before. */
  final int[] longest;

  /** Whether a feature is, or was last, part of the flat line. */
  final boolean[] flat;

  Stillness(int features) {
    last = new double[features];
    since = new long[features];
    same = new int[features];
    before = new int[features];
    longest = new int[features];
    flat = new boolean[features];
    Arrays.fill(last, Double.NaN);
  }

  void write(DataOutput out) throws IOException {
    for (int f = 0; f < last.length; f++) {
      out.writeDouble(last[f]);
      out.writeLong(since[f]);
      out.writeInt(same[f]);
      out.writeInt(before[f]);
      out.writeInt(longest[f]);
      out.writeBoolean(flat[f]);
    }
  }

  void read(DataInput in) throws IOException {
    for (int f = 0; f < last.length; f++) {
      last[f] = in.readDouble();
      since[f] = in.readLong();
      same[f] = in.readInt();
      before[f] = in.readInt();
      longest[f] = in.readInt();
      flat[f] = in.readBoolean();
    }
  }
}
