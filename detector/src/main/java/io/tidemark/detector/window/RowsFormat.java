package io.tidemark.detector.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Binary form of a window's values, exact to the bit. A sensor's next value has sign, exponent and
 * often more in common with the one before: of each value only the bytes are written in which it
 * differs (as in Gorilla, Pelkonen et al., VLDB 2015, by bytes instead of bits). Four values share
 * a byte that says how many follow of each, 0, 2, 3 or 4.
 */
final class RowsFormat {
  private static final int[] BYTES = {0, 2, 3, 4};

  private RowsFormat() {}

  /**
   * Writes rows of a ring.
   *
   * @param values the ring, rows of {@code features}
   * @param from number of the first value to write
   * @param count how many values; after the last of the ring comes the first
   */
  static void write(float[] values, int from, int count, int features, DataOutput out)
      throws IOException {
    int[] differences = new int[4];
    for (int i = 0; i < count; i += 4) {
      int group = Math.min(4, count - i);
      int codes = 0;
      for (int j = 0; j < group; j++) {
        differences[j] = difference(values, from, i + j, features);
        codes |= code(differences[j]) << 2 * j;
      }
      out.writeByte(codes);
      for (int j = 0; j < group; j++) {
        writeLow(differences[j], code(differences[j]), out);
      }
    }
  }

  private static int difference(float[] values, int from, int i, int features) {
    int bits = Float.floatToRawIntBits(values[(from + i) % values.length]);
    if (i < features) {
      return bits;
    }
    return bits ^ Float.floatToRawIntBits(values[(from + i - features) % values.length]);
  }

  private static int code(int difference) {
    if (difference == 0) {
      return 0;
    }
    int bytes = 4 - Integer.numberOfLeadingZeros(difference) / 8;
    return Math.max(1, bytes - 1);
  }

  private static void writeLow(int difference, int code, DataOutput out) throws IOException {
    if (code == 3) {
      out.writeInt(difference);
    } else if (code > 0) {
      if (code == 2) {
        out.writeByte(difference >>> 16);
      }
      out.writeShort(difference);
    }
  }

  /** Reads what {@link #write} wrote, into the places from 0 on. */
  static void read(float[] values, int count, int features, DataInput in) throws IOException {
    int codes = 0;
    for (int i = 0; i < count; i++) {
      codes = i % 4 == 0 ? in.readUnsignedByte() : codes >>> 2;
      int bits = 0;
      for (int left = BYTES[codes & 3]; left > 0; left--) {
        bits = bits << 8 | in.readUnsignedByte();
      }
      if (i >= features) {
        bits ^= Float.floatToRawIntBits(values[i - features]);
      }
      values[i] = Float.intBitsToFloat(bits);
    }
  }
}
