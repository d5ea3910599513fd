package io.tidemark.detector.tick;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Binary form of the pieces of keyed state that ticks and windows share. */
public final class StateFormat {
  private StateFormat() {}

  public static void writeRanges(List<OffsetRange> ranges, DataOutput out) throws IOException {
    out.writeByte(ranges.size());
    for (OffsetRange range : ranges) {
      out.writeShort(range.partition());
      out.writeLong(range.first());
      out.writeInt((int) (range.last() - range.first()));
    }
  }

  public static List<OffsetRange> readRanges(DataInput in) throws IOException {
    int size = in.readUnsignedByte();
    List<OffsetRange> ranges = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int partition = in.readUnsignedShort();
      long first = in.readLong();
      ranges.add(new OffsetRange(partition, first, first + Integer.toUnsignedLong(in.readInt())));
    }
    return List.copyOf(ranges);
  }

  public static void writeFloats(float[] values, int length, DataOutput out) throws IOException {
    for (int i = 0; i < length; i++) {
      out.writeFloat(values[i]);
    }
  }

  public static void readFloats(float[] values, int length, DataInput in) throws IOException {
    for (int i = 0; i < length; i++) {
      values[i] = in.readFloat();
    }
  }

  public static void writeCounters(CounterMemory counters, DataOutput out) throws IOException {
    for (int i = 0; i < counters.values.length; i++) {
      out.writeDouble(counters.values[i]);
      out.writeLong(counters.micros[i]);
    }
  }

  public static CounterMemory readCounters(int features, DataInput in) throws IOException {
    CounterMemory counters = new CounterMemory(features);
    for (int i = 0; i < features; i++) {
      counters.values[i] = in.readDouble();
      counters.micros[i] = in.readLong();
    }
    return counters;
  }
}
