package io.tidemark.detector.health;

import io.tidemark.detector.alert.PlainAlerts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whether one thing is wrong with a key's sensors, and since when. */
final class HealthCondition {
  boolean open;
  long openedMillis;
  long sinceMillis;
  double worst;
  double limit;

  /** Number of its latest message. */
  int sequence;

  /** Events in a row that speak for opening it, or for resolving it. */
  int count;

  /** What its next message says. */
  PlainAlerts.Standing standing(long nowMillis, double now) {
    return new PlainAlerts.Standing(
        openedMillis, sinceMillis, nowMillis, now, worst, limit, sequence);
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeInt(count);
    if (open) {
      out.writeLong(openedMillis);
      out.writeLong(sinceMillis);
      out.writeDouble(worst);
      out.writeDouble(limit);
      out.writeInt(sequence);
    }
  }

  void read(DataInput in) throws IOException {
    open = in.readBoolean();
    count = in.readInt();
    if (open) {
      openedMillis = in.readLong();
      sinceMillis = in.readLong();
      worst = in.readDouble();
      limit = in.readDouble();
      sequence = in.readInt();
    }
  }
}
