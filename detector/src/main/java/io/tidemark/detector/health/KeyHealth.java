package io.tidemark.detector.health;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How one key's sensors are: state for {@link SensorHealth}, which alone changes it. */
public final class KeyHealth {
  static final long NONE = Long.MIN_VALUE;

  final Stillness still;
  final HealthCondition flat = new HealthCondition();
  final HealthCondition gap = new HealthCondition();
  final HealthCondition late = new HealthCondition();
  final HealthCondition ahead = new HealthCondition();
  final HealthCondition behind = new HealthCondition();
  final LateCount lateCount = new LateCount();

  /** Whether the key has been through its warm-up, so that it is known what is usual. */
  boolean warm;

  /** Whether the flat line is part of an anomaly's incident. */
  boolean flatJoined;

  /** Whether that incident has yet to say so. */
  boolean flatToTell;

  /** The feature that stood out most in the latest anomalous window; -1 before one. */
  int leading = -1;

  /** Whether a flat line tells of the incident that is open, which sends nothing itself. */
  boolean held;

  /** Anomalous windows in a row that this flat line does not explain. */
  int unexplainedInRow;

  /** End of the tick at which the last flat line was over. */
  long flatUntil = NONE;

  /** Newest event time. */
  long newest = NONE;

  /** Log time of the first event. */
  long firstHeard = NONE;

  /** Log time of the latest event. */
  long heard = NONE;

  /** The longest silence before, in log time. */
  long longestSilence;

  /** Log time of the latest event that was late. */
  long lastLate = NONE;

  KeyHealth(int features) {
    still = new Stillness(features);
  }

  /** Whether an anomaly's incident lasts until the flat line that is part of it is over. */
  public boolean holdsIncident() {
    return flat.open && flatJoined;
  }

  /** Takes that the flat line is over; one that had no incident of its own has none to reopen. */
  void leaveIncident() {
    if (flatJoined) {
      flat.resolvedMillis = NONE;
    }
    flatJoined = false;
  }

  /**
   * Whether a flat line with an incident of its own explains what a feature does in a window: it is
   * open, or was within the window.
   *
   * @param windowStart event time at which the window starts
   */
  public boolean explains(int feature, long windowStart) {
    return still.flat[feature] && !flatJoined && (flat.open || windowStart < flatUntil);
  }

  /** Whether the open incident of the key has no messages of its own. */
  public boolean tellsOfIncident() {
    return held;
  }

  /** Whether one of these features stood out most in the latest anomalous window. */
  public boolean led(boolean[] features) {
    return leading >= 0 && features[leading];
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeShort(still.last.length);
    still.write(out);
    flat.write(out);
    gap.write(out);
    late.write(out);
    ahead.write(out);
    behind.write(out);
    lateCount.write(out);
    out.writeBoolean(warm);
    out.writeBoolean(flatJoined);
    out.writeBoolean(flatToTell);
    out.writeShort(leading);
    out.writeBoolean(held);
    out.writeInt(unexplainedInRow);
    out.writeLong(flatUntil);
    out.writeLong(newest);
    out.writeLong(firstHeard);
    out.writeLong(heard);
    out.writeLong(longestSilence);
    out.writeLong(lastLate);
  }

  /** Reads what {@link #write} wrote. */
  public static KeyHealth read(DataInput in) throws IOException {
    KeyHealth state = new KeyHealth(in.readUnsignedShort());
    state.still.read(in);
    state.flat.read(in);
    state.gap.read(in);
    state.late.read(in);
    state.ahead.read(in);
    state.behind.read(in);
    state.lateCount.read(in);
    state.warm = in.readBoolean();
    state.flatJoined = in.readBoolean();
    state.flatToTell = in.readBoolean();
    state.leading = in.readShort();
    state.held = in.readBoolean();
    state.unexplainedInRow = in.readInt();
    state.flatUntil = in.readLong();
    state.newest = in.readLong();
    state.firstHeard = in.readLong();
    state.heard = in.readLong();
    state.longestSilence = in.readLong();
    state.lastLate = in.readLong();
    return state;
  }
}
