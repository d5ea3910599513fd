package io.tidemark.console.store;

import io.tidemark.schemas.Severity;
import java.util.List;
import java.util.Map;

/**
 * The incidents in figures.
 *
 * @param open those that last, by severity
 * @param attention those of them that nobody has acknowledged or closed
 * @param openByDetector those that last of {@code detectors}, by severity
 * @param total all that are kept
 * @param detectors that have or had an incident
 */
public record Overview(
    Map<Severity, Long> open,
    long attention,
    Map<String, Map<Severity, Long>> openByDetector,
    long total,
    List<String> detectors) {
  /** Before anything is known. */
  public static final Overview NONE = new Overview(Map.of(), 0, Map.of(), 0, List.of());
}
