package io.tidemark.detector.tick;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Binary form of the pieces of keyed state that ticks and windows share. */
public final class StateFormat {
  private StateFormat() {}

  /** Writes a number in 7 bits a byte, small ones in few bytes. Negative ones take ten. */
  public static void writeCount(long number, DataOutput out) throws IOException {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** Reads what {@link #writeCount} wrote. */
  public static long readCount(DataInput in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int part = in.readUnsignedByte();
      number |= (part & 0x7fL) << shift;
      if (part < 0x80) {
        return number;
      }
    }
    throw new IOException("a number of more than 64 bits in a key's state");
  }

  /** A number near 0 as one that is small and not negative. */
  public static long zigzag(long number) {
    return number << 1 ^ number >> 63;
  }

  /** The number that {@link #zigzag} made. */
  public static long unzigzag(long number) {
    return number >>> 1 ^ -(number & 1);
  }

  /** Writes numbers that are 0 nearly always. */
  public static void writeMostlyZero(int[] numbers, int from, int count, DataOutput out)
      throws IOException {
    int length = numbers.length;
    boolean any = false;
    for (int i = 0; i < count && !any; i++) {
      any = numbers[around(from + i, length)] != 0;
    }
    out.writeBoolean(any);
    for (int i = 0; any && i < count; i++) {
      writeCount(numbers[around(from + i, length)], out);
    }
  }

  private static int around(int place, int length) {
    return place < length ? place : place - length;
  }

  /** Reads what {@link #writeMostlyZero} wrote, into the places from 0 on. */
  public static void readMostlyZero(int[] numbers, int count, DataInput in) throws IOException {
    boolean any = in.readBoolean();
    for (int i = 0; i < count; i++) {
      numbers[i] = any ? (int) readCount(in) : 0;
    }
  }

  /** Writes the name of a topic, which is empty nearly always. */
  public static void writeTopic(String topic, DataOutput out) throws IOException {
    out.writeBoolean(!topic.isEmpty());
    if (!topic.isEmpty()) {
      out.writeUTF(topic);
    }
  }

  /** Reads what {@link #writeTopic} wrote. */
  public static String readTopic(DataInput in) throws IOException {
    return in.readBoolean() ? SharedNames.share(in.readUTF()) : "";
  }

  /** Writes where events lie, in however many partitions. */
  public static void writeRanges(List<OffsetRange> ranges, DataOutput out) throws IOException {
    writeCount(ranges.size(), out);
    for (OffsetRange range : ranges) {
      writeTopic(range.topic(), out);
      out.writeShort(range.partition());
      out.writeLong(range.first());
      out.writeInt((int) (range.last() - range.first()));
    }
  }

  /** Reads what {@link #writeRanges} wrote. */
  public static List<OffsetRange> readRanges(DataInput in) throws IOException {
    return readRanges((int) readCount(in), in);
  }

  private static List<OffsetRange> readRanges(int size, DataInput in) throws IOException {
    List<OffsetRange> ranges = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      String topic = readTopic(in);
      int partition = in.readUnsignedShort();
      long first = in.readLong();
      long last = first + Integer.toUnsignedLong(in.readInt());
      ranges.add(new OffsetRange(topic, partition, first, last));
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
}
