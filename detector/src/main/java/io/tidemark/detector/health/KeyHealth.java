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

  /** Event time of each feature's newest reading. */
  final long[] readAt;

  final HealthCondition flat = new HealthCondition();
  final HealthCondition gap = new HealthCondition();
  final HealthCondition late = new HealthCondition();
  final HealthCondition ahead = new HealthCondition();
  final HealthCondition behind = new HealthCondition();

  /** Newest event time. */
  long newest = NONE;

  /** Log time of the latest event. */
  long heard = NONE;

  /** Log time of the latest event that was late. */
  long lastLate = NONE;

  KeyHealth(int features) {
    last = new double[features];
    sameSince = new long[features];
    readAt = new long[features];
    Arrays.fill(readAt, NONE);
    Arrays.fill(last, Double.NaN);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeShort(last.length);
    for (int f = 0; f < last.length; f++) {
      out.writeDouble(last[f]);
      out.writeLong(sameSince[f]);
      out.writeLong(readAt[f]);
    }
    flat.write(out);
    gap.write(out);
    late.write(out);
    ahead.write(out);
    behind.write(out);
    out.writeLong(newest);
    out.writeLong(heard);
    out.writeLong(lastLate);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyHealth read(DataInput in) throws IOException {
    KeyHealth state = new KeyHealth(in.readUnsignedShort());
    for (int f = 0; f < state.last.length; f++) {
      state.last[f] = in.readDouble();
      state.sameSince[f] = in.readLong();
      state.readAt[f] = in.readLong();
    }
    state.flat.read(in);
    state.gap.read(in);
    state.late.read(in);
    state.ahead.read(in);
    state.behind.read(in);
    state.newest = in.readLong();
    state.heard = in.readLong();
    state.lastLate = in.readLong();
    return state;
  }
}
