package io.tidemark.detector.tick;

/**
 * Where an event lies in Kafka, or in a table: then partition 0 and the row as offset.
 *
 * @param partition partition of the detector's topic
 * @param offset offset in the partition
 */
public record SourcePosition(int partition, long offset) {}
