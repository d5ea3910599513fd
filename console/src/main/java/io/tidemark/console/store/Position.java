package io.tidemark.console.store;

/**
 * How far a Kafka partition was read.
 *
 * @param next offset of the first record that was not
 */
public record Position(String topic, int partition, long next) {}
