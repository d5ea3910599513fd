package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a threshold method knows of the highest normal scores of a key. */
sealed interface Tail permits PeakTail, ExponentialTail {
  void write(DataOutput out) throws IOException;

  static void write(@Nullable Tail tail, DataOutput out) throws IOException {
    out.writeByte(tail == null ? 0 : tail instanceof PeakTail ? 1 : 2);
    if (tail != null) {
      tail.write(out);
    }
  }

  static @Nullable Tail read(DataInput in) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 0 -> null;
      case 1 -> PeakTail.read(in);
      case 2 -> ExponentialTail.read(in);
      default -> throw new IOException("a tail of kind " + kind + "; 0 to 2 are known");
    };
  }
}
