package io.tidemark.detector.health;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How one key's sensors are: state for {@link SensorHealth}, which alone changes it. */
public final class KeyHealth {
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
  boolean timerSet;

  KeyHealth(int features) {
    last = new double[features];
    sameSince = new long[features];
    Arrays.fill(last, Double.NaN);
  }

  /** Whether the host has a timer set for it. */
  public boolean timerSet() {
    return timerSet;
  }

  /** Says whether the host has a timer set for it. */
  public void timerSet(boolean set) {
    timerSet = set;
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
    out.writeBoolean(timerSet);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyHealth read(DataInput in) throws IOException {
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
    state.timerSet = in.readBoolean();
    return state;
  }
}
