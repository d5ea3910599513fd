package io.tidemark.detector.tick;

/**
 * Where an event lies in Kafka, or in a table: then partition 0 and the row as offset.
 *
 * @param partition partition of the detector's topic
 * @param offset offset in the partition
 * @param timestampMillis timestamp of the record; the least long where it has none
 */
public record SourcePosition(int partition, long offset, long timestampMillis) {
  /** Of an event without a timestamp of its own beside its event time. */
  public SourcePosition(int partition, long offset) {
    this(partition, offset, Long.MIN_VALUE);
  }
}
