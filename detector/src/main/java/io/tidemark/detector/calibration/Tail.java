package io.tidemark.detector.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a threshold method knows of the highest normal scores of a key. */
sealed interface Tail permits PeakTail, ExponentialTail, DriftTail {
  void write(DataOutput out) throws IOException;

  static void write(@Nullable Tail tail, DataOutput out) throws IOException {
    if (tail == null) {
      out.writeByte(0);
      return;
    }
    out.writeByte(tail instanceof PeakTail ? 1 : tail instanceof ExponentialTail ? 2 : 3);
    tail.write(out);
  }

  static @Nullable Tail read(DataInput in) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 0 -> null;
      case 1 -> PeakTail.read(in);
      case 2 -> ExponentialTail.read(in);
      case 3 -> DriftTail.read(in);
      default -> throw new IOException("a tail of kind " + kind + "; 0 to 3 are known");
    };
  }
}
