package io.tidemark.console.store;

import io.tidemark.schemas.Severity;
import java.util.List;
import java.util.Map;

/**
 * The incidents in figures.
 *
 * @param open those that last, by severity
 * @param attention those of them that nobody has acknowledged or closed
 * @param total all that are kept
 * @param detectors that have or had an incident
 */
public record Overview(
    Map<Severity, Long> open, long attention, long total, List<String> detectors) {}
