package io.tidemark.detector.window;

import io.tidemark.detector.tick.OffsetRange;
import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of each tick of a window lie. Nearly always all of them lie in one partition,
 * not far from each other, and a tick is one event: then a tick takes four bytes, else a list.
 */
final class SourceRing {
  private static final int NOTHING = Integer.MIN_VALUE;
  private static final int NOWHERE = -1;

  private final int length;
  private String topic = "";
  private int partition = NOWHERE;
  private long base;

  /** First offset of each tick, less {@link #base}. Empty while ranges are listed. */
  private int[] first;

  /** Last offset of each tick, less its first; null while no tick has more than one event. */
  private int @Nullable [] span;

  /** Used instead, where a tick does not fit. */
  private @Nullable List<OffsetRange> @Nullable [] listed;

  SourceRing(int length) {
    this.length = length;
    first = new int[length];
    Arrays.fill(first, NOTHING);
  }

  void set(int slot, List<OffsetRange> ranges) {
    if (listed == null && fits(ranges)) {
      setCompact(slot, ranges);
      return;
    }
    listed()[slot] = ranges;
    compactAgain();
  }

  private boolean fits(List<OffsetRange> ranges) {
    if (ranges.isEmpty()) {
      return true;
    }
    OffsetRange only = ranges.get(0);
    return ranges.size() == 1
        && (partition == NOWHERE || (only.isIn(topic, partition) && near(only.first() - base)))
        && near(only.last() - only.first());
  }

  private static boolean near(long distance) {
    return distance > NOTHING && distance <= Integer.MAX_VALUE;
  }

  private void setCompact(int slot, List<OffsetRange> ranges) {
    if (ranges.isEmpty()) {
      first[slot] = NOTHING;
      return;
    }
    OffsetRange only = ranges.get(0);
    if (partition == NOWHERE) {
      topic = only.topic();
      partition = only.partition();
      base = only.first();
    }
    first[slot] = (int) (only.first() - base);
    int length = (int) (only.last() - only.first());
    int[] spans = span;
    if (length > 0 && spans == null) {
      spans = new int[first.length];
      span = spans;
    }
    if (spans != null) {
      spans[slot] = length;
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable List<OffsetRange>[] listed() {
    @Nullable List<OffsetRange>[] lists = listed;
    if (lists == null) {
      lists = new List[length];
      for (int slot = 0; slot < length; slot++) {
        lists[slot] = at(slot);
      }
      listed = lists;
      first = new int[0];
      span = null;
    }
    return lists;
  }

  /** Goes back to four bytes a tick, where all that is listed fits. */
  private void compactAgain() {
    @Nullable List<OffsetRange>[] lists = listed();
    OffsetRange only = null;
    long from = 0;
    for (List<OffsetRange> ranges : lists) {
      if (ranges == null || ranges.isEmpty()) {
        continue;
      }
      OffsetRange range = ranges.get(0);
      from = only == null ? range.first() : from;
      if (ranges.size() > 1
          || (only != null && !range.isIn(only.topic(), only.partition()))
          || !near(range.first() - from)
          || !near(range.last() - range.first())) {
        return;
      }
      only = range;
    }
    listed = null;
    partition = NOWHERE;
    first = new int[length];
    for (int slot = 0; slot < length; slot++) {
      List<OffsetRange> ranges = lists[slot];
      setCompact(slot, ranges == null ? List.of() : ranges);
    }
  }

  private List<OffsetRange> at(int slot) {
    if (listed != null) {
      List<OffsetRange> ranges = listed[slot];
      return ranges == null ? List.of() : ranges;
    }
    if (first[slot] == NOTHING) {
      return List.of();
    }
    long from = base + first[slot];
    long to = from + (span == null ? 0 : span[slot]);
    return List.of(new OffsetRange(topic, partition, from, to));
  }

  /** The smallest ranges that hold all ticks' events. */
  List<OffsetRange> union() {
    if (listed != null) {
      List<OffsetRange> all = List.of();
      for (int slot = 0; slot < length; slot++) {
        all = OffsetRange.union(all, at(slot));
      }
      return all;
    }
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (int slot = 0; slot < length; slot++) {
      if (first[slot] != NOTHING) {
        from = Math.min(from, first[slot]);
        to = Math.max(to, (long) first[slot] + (span == null ? 0 : span[slot]));
      }
    }
    return to == Long.MIN_VALUE
        ? List.of()
        : List.of(new OffsetRange(topic, partition, base + from, base + to));
  }

  /** Writes the ticks from slot {@code from} on, around the ring. */
  void write(int from, int ticks, DataOutput out) throws IOException {
    out.writeBoolean(listed != null);
    if (listed == null) {
      StateFormat.writeTopic(topic, out);
      StateFormat.writeCount(partition + 1L, out);
      StateFormat.writeCount(StateFormat.zigzag(base), out);
    }
    long previous = 0;
    for (int i = 0; i < ticks; i++) {
      int slot = (from + i) % length;
      if (listed != null) {
        StateFormat.writeRanges(at(slot), out);
      } else if (first[slot] == NOTHING) {
        StateFormat.writeCount(0, out);
      } else {
        // What follows is small: offsets of a key grow from tick to tick.
        int length = span == null ? 0 : span[slot];
        long step = StateFormat.zigzag(first[slot] - previous);
        StateFormat.writeCount((step << 1 | (length > 0 ? 1 : 0)) + 1, out);
        if (length > 0) {
          StateFormat.writeCount(length, out);
        }
        previous = first[slot];
      }
    }
  }

  /** Reads what {@link #write} wrote, into the slots from 0 on. */
  void read(int ticks, DataInput in) throws IOException {
    if (in.readBoolean()) {
      @Nullable List<OffsetRange>[] lists = listed(); // also of a ring that was cleared
      for (int slot = 0; slot < ticks; slot++) {
        lists[slot] = StateFormat.readRanges(in);
      }
      return;
    }
    topic = StateFormat.readTopic(in);
    partition = (int) StateFormat.readCount(in) - 1;
    base = StateFormat.unzigzag(StateFormat.readCount(in));
    long previous = 0;
    for (int slot = 0; slot < ticks; slot++) {
      long head = StateFormat.readCount(in);
      if (head > 0) {
        previous += StateFormat.unzigzag(head - 1 >>> 1);
        long length = (head - 1 & 1) == 1 ? StateFormat.readCount(in) : 0;
        long offset = base + previous;
        setCompact(slot, List.of(new OffsetRange(topic, partition, offset, offset + length)));
      }
    }
  }
}
