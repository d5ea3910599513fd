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
 * Where the events of each tick of a window lie. A tick's events nearly always lie in one
 * partition, shortly after those of the tick before: such a tick is three numbers here and two to
 * four bytes in a snapshot.
 */
final class SourceRing {
  private static final int NOWHERE = -1;
  private static final int SEVERAL = -2;

  // What the lowest two bits of a tick's first number in a snapshot say.
  private static final int ONE_OFFSET = 0;
  private static final int ONE_RANGE = 1;
  private static final int NO_RANGE = 2;
  private static final int LISTED = 3;

  private final int[] partition;
  private final long[] first;
  private final long[] last;
  private @Nullable List<OffsetRange> @Nullable [] several;

  SourceRing(int length) {
    partition = new int[length];
    Arrays.fill(partition, NOWHERE);
    first = new long[length];
    last = new long[length];
  }

  void set(int slot, List<OffsetRange> ranges) {
    if (several != null) {
      several[slot] = null;
    }
    if (ranges.size() == 1) {
      OffsetRange range = ranges.get(0);
      set(slot, range.partition(), range.first(), range.last());
    } else if (ranges.isEmpty()) {
      partition[slot] = NOWHERE;
    } else {
      partition[slot] = SEVERAL;
      several()[slot] = ranges;
    }
  }

  private void set(int slot, int inPartition, long from, long to) {
    partition[slot] = inPartition;
    first[slot] = from;
    last[slot] = to;
  }

  @SuppressWarnings("unchecked")
  private @Nullable List<OffsetRange>[] several() {
    @Nullable List<OffsetRange>[] lists = several;
    if (lists == null) {
      lists = new List[partition.length];
      several = lists;
    }
    return lists;
  }

  private List<OffsetRange> at(int slot) {
    if (partition[slot] == NOWHERE) {
      return List.of();
    }
    List<OffsetRange> listed = several == null ? null : several[slot];
    return listed != null
        ? listed
        : List.of(new OffsetRange(partition[slot], first[slot], last[slot]));
  }

  /** The smallest ranges that hold all ticks' events. */
  List<OffsetRange> union() {
    int only = NOWHERE;
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (int slot = 0; slot < partition.length; slot++) {
      if (partition[slot] == NOWHERE) {
        continue;
      }
      if (partition[slot] == SEVERAL || (only != NOWHERE && only != partition[slot])) {
        return unionOfSeveral();
      }
      only = partition[slot];
      from = Math.min(from, first[slot]);
      to = Math.max(to, last[slot]);
    }
    return only == NOWHERE ? List.of() : List.of(new OffsetRange(only, from, to));
  }

  private List<OffsetRange> unionOfSeveral() {
    List<OffsetRange> all = List.of();
    for (int slot = 0; slot < partition.length; slot++) {
      if (partition[slot] != NOWHERE) {
        all = OffsetRange.union(all, at(slot));
      }
    }
    return all;
  }

  /** Writes the ticks from slot {@code from} on, around the ring. */
  void write(int from, int ticks, DataOutput out) throws IOException {
    Previous previous = new Previous();
    for (int i = 0; i < ticks; i++) {
      int slot = from + i < partition.length ? from + i : from + i - partition.length;
      if (partition[slot] == NOWHERE) {
        StateFormat.writeCount(NO_RANGE, out);
      } else if (partition[slot] == previous.partition) {
        long difference = StateFormat.zigzag(first[slot] - previous.first);
        boolean range = last[slot] > first[slot];
        StateFormat.writeCount(difference << 2 | (range ? ONE_RANGE : ONE_OFFSET), out);
        if (range) {
          StateFormat.writeCount(last[slot] - first[slot], out);
        }
        previous.is(partition[slot], first[slot]);
      } else {
        StateFormat.writeCount(LISTED, out);
        StateFormat.writeRanges(at(slot), out);
        previous.is(partition[slot], first[slot]);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote, into the slots from 0 on, with ranges as a version of the
   * key's state holds them.
   */
  void read(int ticks, StateFormat.Ranges ranges, DataInput in) throws IOException {
    Previous previous = new Previous();
    for (int slot = 0; slot < ticks; slot++) {
      long head = StateFormat.readCount(in);
      switch ((int) (head & 3)) {
        case NO_RANGE -> partition[slot] = NOWHERE;
        case LISTED -> {
          set(slot, ranges.read(in));
          previous.is(partition[slot], first[slot]);
        }
        default -> {
          long from = previous.first + StateFormat.unzigzag(head >>> 2);
          boolean range = (head & 3) == ONE_RANGE;
          set(slot, previous.partition, from, range ? from + StateFormat.readCount(in) : from);
          previous.is(partition[slot], from);
        }
      }
    }
  }

  /** The last tick before that had events. */
  private static final class Previous {
    private int partition = NOWHERE;
    private long first;

    void is(int inPartition, long from) {
      partition = inPartition == SEVERAL ? NOWHERE : inPartition;
      first = from;
    }
  }
}
