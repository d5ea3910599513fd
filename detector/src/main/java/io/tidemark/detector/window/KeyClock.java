package io.tidemark.detector.window;

import io.tidemark.detector.tick.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How far time has come for one key, by its own events alone (docs/adr/0011).
 *
 * <p>Two times meet here. <em>Event time</em> is what the device says. <em>Log time</em> is when
 * the event was written to its partition; it never goes back within a partition, and it is the same
 * however fast the partition is read. The clock is the newest event time of the slowest partition
 * that has lately spoken for the key. A partition no longer counts once all partitions have been
 * read past its last event of the key by a while.
 */
final class KeyClock {
  static final long NONE = Long.MIN_VALUE;

  /** Numbers a partition: the partition, its newest event time, the log time it last spoke. */
  private static final int SLOT = 3;

  private static final long[] EMPTY = {};

  private long[] slots = EMPTY;
  private long heard = NONE;
  private long misfitSince = NONE;

  /** Log time of the latest event that fits; {@link #NONE} where there was none. */
  long heard() {
    return heard;
  }

  /** Event time up to which the key's events are thought complete; {@link #NONE} at first. */
  long now() {
    long slowest = Long.MAX_VALUE;
    for (int i = 0; i < slots.length; i += SLOT) {
      slowest = Math.min(slowest, slots[i + 1]);
    }
    return slots.length == 0 ? NONE : slowest;
  }

  /**
   * Log time up to which it is certain that no event of the key is missing when one comes: where a
   * single partition speaks for the key, the event's own; else that of the slowest reader.
   *
   * @param source the event's partition, by {@link io.tidemark.detector.tick.SourcePosition#source}
   * @param watermark log time up to which all partitions have been read
   */
  long certain(long source, long logTime, long watermark) {
    boolean only = slots.length == 0 || (slots.length == SLOT && slots[0] == source);
    return only ? logTime : Math.min(logTime, watermark);
  }

  /** Takes an event that fits. */
  void hear(long source, long eventTime, long logTime) {
    heard = Math.max(heard, logTime);
    misfitSince = NONE;
    int own = 0;
    while (own < slots.length && slots[own] != source) {
      own += SLOT;
    }
    if (own == slots.length) {
      slots = Arrays.copyOf(slots, own + SLOT);
      slots[own] = source;
      slots[own + 1] = eventTime;
      slots[own + 2] = logTime;
    }
    slots[own + 1] = Math.max(slots[own + 1], eventTime);
    slots[own + 2] = Math.max(slots[own + 2], logTime);
  }

  /** Lets partitions count no more that have been silent, unless it is the only one. */
  void dropSilent(long watermark, long silence) {
    int kept = 0;
    for (int i = 0; i < slots.length; i += SLOT) {
      boolean last = kept == 0 && i + SLOT == slots.length;
      if (last || slots[i + 2] + silence > watermark) {
        System.arraycopy(slots, i, slots, kept, SLOT);
        kept += SLOT;
      }
    }
    slots = kept == slots.length ? slots : Arrays.copyOf(slots, kept);
  }

  /** Whether several partitions speak for the key. */
  boolean several() {
    return slots.length > SLOT;
  }

  /** Log time at which the first partition may count no more; for {@link #several}. */
  long firstSilence(long silence) {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < slots.length; i += SLOT) {
      first = Math.min(first, slots[i + 2] + silence);
    }
    return first;
  }

  /**
   * Whether an event's time leaps ahead of the key's clock and of the log at once. A key that is
   * always ahead by the same amount does not leap, and neither does one that sends what it stored.
   */
  boolean leaps(long eventTime, long logTime, long allowed) {
    if (slots.length == 0) {
      return false;
    }
    long newest = NONE;
    for (int i = 0; i < slots.length; i += SLOT) {
      newest = Math.max(newest, slots[i + 1]);
    }
    long lead = Math.max(0, newest - heard);
    return eventTime - newest > allowed && eventTime - logTime > lead + allowed;
  }

  /**
   * Takes an event whose time does not fit.
   *
   * @return whether none has fitted for so long that the device's clock must have been set
   */
  boolean misfit(long logTime, long patience) {
    if (misfitSince == NONE) {
      misfitSince = logTime;
    }
    return logTime - misfitSince >= patience;
  }

  /** Forgets the partitions' times, for a clock that was set. */
  void restart() {
    slots = EMPTY;
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeCount(slots.length / SLOT, out);
    for (long number : slots) {
      StateFormat.writeCount(StateFormat.zigzag(number), out);
    }
    out.writeLong(heard);
    out.writeLong(misfitSince);
  }

  static KeyClock read(DataInput in) throws IOException {
    KeyClock clock = new KeyClock();
    clock.slots = new long[(int) StateFormat.readCount(in) * SLOT];
    for (int i = 0; i < clock.slots.length; i++) {
      clock.slots[i] = StateFormat.unzigzag(StateFormat.readCount(in));
    }
    clock.heard = in.readLong();
    clock.misfitSince = in.readLong();
    return clock;
  }
}
