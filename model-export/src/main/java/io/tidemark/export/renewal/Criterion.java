package io.tidemark.export.renewal;

/**
 * One of the things that a new model must do.
 *
 * @param met whether it does
 * @param figures what was measured and what is required, in words
 */
public record Criterion(boolean met, String figures) {}
