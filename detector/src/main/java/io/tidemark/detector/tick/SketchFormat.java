package io.tidemark.detector.tick;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of the registers of a distinct-count sketch. Most ticks see few values and so have
 * few registers in use: those are written alone, each after its number.
 */
final class SketchFormat {
  private static final int NONE = 0;
  private static final int SPARSE = 1;
  private static final int DENSE = 2;

  private SketchFormat() {}

  static void write(byte @Nullable [] registers, DataOutput out) throws IOException {
    if (registers == null) {
      out.writeByte(NONE);
      return;
    }
    int used = 0;
    for (byte register : registers) {
      used += register != 0 ? 1 : 0;
    }
    // A register's number takes a byte; a larger sketch is written whole.
    boolean sparse = registers.length <= 256 && 2 * used + 1 < registers.length;
    out.writeByte(sparse ? SPARSE : DENSE);
    StateFormat.writeCount(registers.length, out);
    if (!sparse) {
      out.write(registers);
      return;
    }
    out.writeByte(used);
    for (int i = 0; i < registers.length; i++) {
      if (registers[i] != 0) {
        out.writeByte(i);
        out.writeByte(registers[i]);
      }
    }
  }

  static byte @Nullable [] read(DataInput in) throws IOException {
    int form = in.readUnsignedByte();
    if (form == NONE) {
      return null;
    }
    byte[] registers = new byte[(int) StateFormat.readCount(in)];
    if (form == DENSE) {
      in.readFully(registers);
      return registers;
    }
    int used = in.readUnsignedByte();
    for (int i = 0; i < used; i++) {
      int register = in.readUnsignedByte();
      registers[register] = in.readByte();
    }
    return registers;
  }
}
