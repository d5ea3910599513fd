package io.tidemark.detector.tick;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tick of one key that may still receive events: the accumulators of its features. Written by
 * {@link TickAggregator}.
 */
public final class OpenTick {
  private static final int NOWHERE = -1;

  final long index;
  final double[] accumulators;

  /**
   * One a feature, null until a value came; no element at all where no feature counts distinct
   * values.
   */
  final byte[][] sketches;

  // Nearly all ticks have all of their events in one partition.
  private String topic = "";
  private int partition = NOWHERE;
  private long first;
  private long last;
  private @Nullable List<OffsetRange> several;

  OpenTick(long index, double[] accumulators, byte[][] sketches) {
    this.index = index;
    this.accumulators = accumulators;
    this.sketches = sketches;
  }

  /** Number of the tick: event time over tick length, rounded down. */
  public long index() {
    return index;
  }

  /** Where the tick's events lie. */
  public List<OffsetRange> sources() {
    if (several != null) {
      return several;
    }
    return partition == NOWHERE
        ? List.of()
        : List.of(new OffsetRange(topic, partition, first, last));
  }

  void add(SourcePosition source) {
    if (several != null || !isIn(source)) {
      several = OffsetRange.with(sources(), source);
    } else if (partition == NOWHERE) {
      topic = source.topic();
      partition = source.partition();
      first = source.offset();
      last = first;
    } else {
      first = Math.min(first, source.offset());
      last = Math.max(last, source.offset());
    }
  }

  private boolean isIn(SourcePosition source) {
    return partition == NOWHERE
        || (partition == source.partition() && topic.equals(source.topic()));
  }

  void sources(List<OffsetRange> ranges) {
    if (ranges.size() == 1) {
      OffsetRange only = ranges.get(0);
      topic = only.topic();
      partition = only.partition();
      first = only.first();
      last = only.last();
    } else if (!ranges.isEmpty()) {
      several = ranges;
    }
  }
}
