package io.tidemark.detector.health;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How many of a key's events come late: state for {@link LateShare}, which alone changes it. */
final class LateCount {
  /** Log time since which events are counted. */
  long sinceMillis;

  int events;
  int late;

  /** By how much the latest of them was late. */
  long latestMillis;

  /** Blocks that were counted, up to as many as are needed. */
  int blocks;

  double largestShare;

  void start(long logMillis) {
    sinceMillis = logMillis;
    events = 0;
    late = 0;
    latestMillis = 0;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(sinceMillis);
    out.writeInt(events);
    out.writeInt(late);
    out.writeLong(latestMillis);
    out.writeInt(blocks);
    out.writeDouble(largestShare);
  }

  void read(DataInput in) throws IOException {
    sinceMillis = in.readLong();
    events = in.readInt();
    late = in.readInt();
    latestMillis = in.readLong();
    blocks = in.readInt();
    largestShare = in.readDouble();
  }
}
