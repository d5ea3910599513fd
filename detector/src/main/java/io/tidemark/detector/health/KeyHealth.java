package io.tidemark.detector.health;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How one key's sensors are: state for {@link SensorHealth}, which alone changes it. */
public final class KeyHealth {
  /** The version that {@link #write} writes. */
  public static final int VERSION = 2;

  static final long NONE = Long.MIN_VALUE;

  final double[] last;
  final long[] sameSince;
  final Ailment flat = new Ailment();
  final Ailment gap = new Ailment();
  final Ailment late = new Ailment();
  final Ailment ahead = new Ailment();
  long newest = NONE;
  long lastLate = NONE;

  /** A silence that looks too long while the watermark has not come to its end. */
  long gapFrom = NONE;

  long gapTo;

  private long timer = Long.MAX_VALUE;

  KeyHealth(int features) {
    last = new double[features];
    sameSince = new long[features];
    Arrays.fill(last, Double.NaN);
  }

  /** Event time of the timer that the host has set for it; the largest long for none. */
  public long timer() {
    return timer;
  }

  /** Says for when the host has set a timer for it; the largest long for none. */
  public void timer(long at) {
    timer = at;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeShort(last.length);
    for (int f = 0; f < last.length; f++) {
      out.writeDouble(last[f]);
      out.writeLong(sameSince[f]);
    }
    flat.write(out);
    gap.write(out);
    late.write(out);
    ahead.write(out);
    out.writeLong(newest);
    out.writeLong(lastLate);
    out.writeLong(gapFrom);
    out.writeLong(gapTo);
    out.writeLong(timer);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyHealth read(DataInput in) throws IOException {
    KeyHealth state = readAilments(in);
    state.timer = in.readLong();
    return state;
  }

  /** Reads what the first version wrote, which knew that there was a timer, but not for when. */
  public static KeyHealth readVersion1(DataInput in) throws IOException {
    KeyHealth state = readAilments(in);
    in.readBoolean();
    return state;
  }

  private static KeyHealth readAilments(DataInput in) throws IOException {
    KeyHealth state = new KeyHealth(in.readUnsignedShort());
    for (int f = 0; f < state.last.length; f++) {
      state.last[f] = in.readDouble();
      state.sameSince[f] = in.readLong();
    }
    state.flat.read(in);
    state.gap.read(in);
    state.late.read(in);
    state.ahead.read(in);
    state.newest = in.readLong();
    state.lastLate = in.readLong();
    state.gapFrom = in.readLong();
    state.gapTo = in.readLong();
    return state;
  }
}
