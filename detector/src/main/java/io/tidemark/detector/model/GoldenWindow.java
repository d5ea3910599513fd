package io.tidemark.detector.model;

/**
 * A window with the score that the trainer computed for it.
 *
 * @param values {@code [W,F]} row-major
 * @param score expected score
 */
public record GoldenWindow(float[] values, double score) {}
