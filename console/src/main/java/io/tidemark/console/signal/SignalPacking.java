package io.tidemark.console.signal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A stretch as compressed bytes. Column after column, and each value as its difference from the one
 * before it or, of the lowest and highest, from the last one: most of that is zero.
 */
public final class SignalPacking {
  private static final int VERSION = 1;

  private SignalPacking() {}

  /** The bytes of a stretch. */
  public static byte[] pack(SignalStretch stretch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
    bytes.write(VERSION);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream out =
        new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 10))) {
      write(stretch, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  private static void write(SignalStretch stretch, DataOutputStream out) throws IOException {
    List<SignalBucket> buckets = stretch.buckets();
    out.writeShort(stretch.features().size());
    for (SignalFeature feature : stretch.features()) {
      out.writeUTF(feature.name());
      out.writeUTF(feature.unit() == null ? "" : feature.unit());
    }
    out.writeShort(buckets.size());
    long before = 0;
    for (SignalBucket bucket : buckets) {
      out.writeLong(bucket.time() - before);
      before = bucket.time();
    }
    int last = 0;
    for (SignalBucket bucket : buckets) {
      last = difference(bucket.evidence(), last, out);
    }
    last = 0;
    for (SignalBucket bucket : buckets) {
      last = difference(bucket.threshold(), last, out);
    }
    int columns = stretch.features().size() * SignalBucket.VALUES;
    for (int column = 0; column < columns; column++) {
      last = 0;
      for (SignalBucket bucket : buckets) {
        int reference = reference(column, bucket.values(), last);
        last = difference(bucket.values()[column], reference, out);
      }
    }
  }

  private static int reference(int column, float[] values, int last) {
    int which = column % SignalBucket.VALUES;
    return which == SignalBucket.LOWEST || which == SignalBucket.HIGHEST
        ? Float.floatToIntBits(values[column - which + SignalBucket.LAST])
        : last;
  }

  private static int difference(float value, int reference, DataOutputStream out)
      throws IOException {
    int bits = Float.floatToIntBits(value);
    out.writeInt(bits ^ reference);
    return bits;
  }

  /**
   * The stretch of what {@link #pack} made.
   *
   * @throws IOException where it is none
   */
  public static SignalStretch unpack(byte[] packed) throws IOException {
    if (packed.length == 0 || packed[0] != VERSION) {
      throw new IOException("signals of an unknown version");
    }
    try (DataInputStream in =
        new DataInputStream(
            new InflaterInputStream(new ByteArrayInputStream(packed, 1, packed.length - 1)))) {
      return read(in);
    }
  }

  private static SignalStretch read(DataInputStream in) throws IOException {
    int size = in.readUnsignedShort();
    List<SignalFeature> features = new ArrayList<>(size);
    for (int f = 0; f < size; f++) {
      String name = in.readUTF();
      String unit = in.readUTF();
      features.add(new SignalFeature(name, unit.isEmpty() ? null : unit));
    }
    int count = in.readUnsignedShort();
    long[] times = new long[count];
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += in.readLong();
      times[i] = time;
    }
    float[] evidence = column(in, count);
    float[] threshold = column(in, count);
    float[][] values = new float[count][size * SignalBucket.VALUES];
    for (int column = 0; column < size * SignalBucket.VALUES; column++) {
      int last = 0;
      for (int i = 0; i < count; i++) {
        last = in.readInt() ^ reference(column, values[i], last);
        values[i][column] = Float.intBitsToFloat(last);
      }
    }
    SignalStretch stretch = new SignalStretch(List.copyOf(features));
    for (int i = 0; i < count; i++) {
      stretch.add(new SignalBucket(times[i], evidence[i], threshold[i], values[i]), 1);
    }
    return stretch;
  }

  private static float[] column(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    int last = 0;
    for (int i = 0; i < count; i++) {
      last ^= in.readInt();
      values[i] = Float.intBitsToFloat(last);
    }
    return values;
  }
}
