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
    int at = from; // no remainders: a division costs more than the rest of a value's turn
    int above = from;
    for (int i = 0; i < count; i += 4) {
      int group = Math.min(4, count - i);
      int codes = 0;
      for (int j = 0; j < group; j++) {
        int bits = Float.floatToRawIntBits(values[at]);
        at = at + 1 == values.length ? 0 : at + 1;
        if (i + j >= features) {
          bits ^= Float.floatToRawIntBits(values[above]);
          above = above + 1 == values.length ? 0 : above + 1;
        }
        differences[j] = bits;
        codes |= code(bits) << 2 * j;
      }
      out.writeByte(codes);
      for (int j = 0; j < group; j++) {
        writeLow(differences[j], codes >>> 2 * j & 3, out);
      }
    }
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
      int bits = readLow(codes & 3, in);
      if (i >= features) {
        bits ^= Float.floatToRawIntBits(values[i - features]);
      }
      values[i] = Float.intBitsToFloat(bits);
    }
  }

  private static int readLow(int code, DataInput in) throws IOException {
    return switch (code) {
      case 0 -> 0;
      case 1 -> in.readUnsignedShort();
      case 2 -> in.readUnsignedByte() << 16 | in.readUnsignedShort();
      default -> in.readInt();
    };
  }
}
