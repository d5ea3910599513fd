package io.tidemark.detector.health;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether one thing is wrong with a key's sensors, and since when. */
final class HealthCondition {
  boolean open;
  long openedMillis;
  long sinceMillis;
  double worst;
  double limit;

  /** Number of its latest message. */
  int sequence;

  /** When it was last resolved, event time; {@link KeyHealth#NONE} for never. */
  long resolvedMillis = KeyHealth.NONE;

  /** Event time of which its latest message speaks. */
  long reportedMillis;

  /** Severity that its latest message gave; null before one. */
  @Nullable Severity reported;

  /** Events in a row that speak for opening it, or for resolving it. */
  int count;

  /** Whether it comes back so soon that it is the same incident. */
  boolean reopens(long nowMillis, Duration within) {
    return resolvedMillis != KeyHealth.NONE
        && Math.abs(nowMillis - resolvedMillis) < within.toMillis();
  }

  /** What its next message says. */
  PlainAlerts.Standing standing(long nowMillis, double now) {
    return new PlainAlerts.Standing(
        openedMillis, sinceMillis, nowMillis, now, worst, limit, sequence);
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeInt(count);
    out.writeLong(resolvedMillis);
    if (open || resolvedMillis != KeyHealth.NONE) {
      out.writeLong(openedMillis);
      out.writeLong(sinceMillis);
      out.writeDouble(worst);
      out.writeDouble(limit);
      out.writeInt(sequence);
      out.writeLong(reportedMillis);
      out.writeByte(reported == null ? -1 : reported.ordinal());
    }
  }

  void read(DataInput in) throws IOException {
    open = in.readBoolean();
    count = in.readInt();
    resolvedMillis = in.readLong();
    if (open || resolvedMillis != KeyHealth.NONE) {
      openedMillis = in.readLong();
      sinceMillis = in.readLong();
      worst = in.readDouble();
      limit = in.readDouble();
      sequence = in.readInt();
      reportedMillis = in.readLong();
      int severity = in.readByte();
      reported = severity < 0 ? null : Severity.values()[severity];
    }
  }
}
