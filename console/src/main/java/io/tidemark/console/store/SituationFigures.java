package io.tidemark.console.store;

import io.tidemark.schemas.Severity;

/**
 * A situation in figures.
 *
 * @param size how many incidents of it are kept
 * @param open how many of them last
 * @param severity the highest of them
 */
public record SituationFigures(int size, int open, Severity severity) {}
