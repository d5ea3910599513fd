package io.tidemark.export.renewal;

/**
 * How many planted faults two models find.
 *
 * @param planted how many there are
 * @param serving found by the model that serves
 * @param candidate found by the new one
 */
public record FoundFaults(int planted, int serving, int candidate) {}
