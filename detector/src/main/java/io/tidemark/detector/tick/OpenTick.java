package io.tidemark.detector.tick;

import java.util.List;

/**
 * A tick of one key that may still receive events: the accumulators of its features. Written by
 * {@link TickAggregator}.
 */
public final class OpenTick {
  final long index;
  final double[] accumulators;

  /**
   * One a feature, null until a value came; no element at all where no feature counts distinct
   * values.
   */
  final byte[][] sketches;

  List<OffsetRange> sources = List.of();

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
    return sources;
  }
}
