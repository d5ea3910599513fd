package io.tidemark.detector.definition;

import java.time.Duration;
import java.util.Map;

/**
 * When verdicts become messages to people.
 *
 * @param openAfter anomalous windows in a row that open an incident
 * @param resolveAfter normal windows in a row that resolve it
 * @param updateEvery event time between updates of an open incident; a rise in severity is told at
 *     once
 * @param minDeviation smallest absolute difference of observed and expected, in raw units, by
 *     feature; a window whose deviating features are all under theirs does not count as anomalous
 */
public record AlertPolicy(
    int openAfter, int resolveAfter, Duration updateEvery, Map<String, Double> minDeviation) {
  public AlertPolicy {
    Check.range("alerts.openAfter", openAfter, 1, 100_000);
    Check.range("alerts.resolveAfter", resolveAfter, 1, 100_000);
    Check.duration("alerts.updateEvery", updateEvery, Duration.ofSeconds(1), Duration.ofDays(30));
    minDeviation = Map.copyOf(minDeviation);
    minDeviation.forEach(
        (feature, min) -> Check.range("alerts.minDeviation." + feature, min, 0, 1e300));
  }
}
