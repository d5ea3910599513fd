package io.tidemark.detector.tick;

/**
 * Where an event lies in Kafka, or in a table: then partition 0 and the row as offset.
 *
 * @param topic of a detector that reads several; empty: its only one
 * @param partition partition of the topic
 * @param offset offset in the partition
 * @param timestampMillis timestamp of the record; the least long where it has none
 */
public record SourcePosition(String topic, int partition, long offset, long timestampMillis) {
  /** In the only topic of a detector. */
  public SourcePosition(int partition, long offset, long timestampMillis) {
    this("", partition, offset, timestampMillis);
  }

  /** Of an event without a timestamp of its own beside its event time. */
  public SourcePosition(int partition, long offset) {
    this(partition, offset, Long.MIN_VALUE);
  }

  /** Tells the partitions of all topics of a detector apart. */
  public long source() {
    return (long) topic.hashCode() << Integer.SIZE | partition;
  }
}
