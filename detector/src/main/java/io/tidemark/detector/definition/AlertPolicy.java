package io.tidemark.detector.definition;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When verdicts become messages to people.
 *
 * @param updateEvery event time between updates of an open incident; a rise in severity is told at
 *     once
 * @param minDeviation smallest absolute difference of observed and expected, in raw units, by
 *     feature; a window none of whose deviating features is past its minimum and on its side does
 *     not count as anomalous
 * @param minRelativeDeviation smallest difference as a share of the expected value, by feature
 * @param direction side on which a feature's deviation counts; both where it is not named
 * @param duringWarmup whether keys are judged in their warm-up too, by the model's quantiles
 * @param newNormalAfter how long the scores of an incident must have settled before the key learns
 *     them as normal; null for never
 * @param driftShare share of keys out of their calibrated distribution that is an alert; null for
 *     none
 * @param minCoverage share of the keys which have been watched that must be watched; less is an
 *     alert. 0 for none
 */
public record AlertPolicy(
    Duration updateEvery,
    Map<String, Double> minDeviation,
    Map<String, Double> minRelativeDeviation,
    Map<String, Direction> direction,
    boolean duringWarmup,
    @Nullable Duration newNormalAfter,
    @Nullable Double driftShare,
    double minCoverage) {
  /** Share of keys that must be watched when nothing else is said. */
  public static final double DEFAULT_MIN_COVERAGE = 0.9;

  public AlertPolicy {
    Check.duration("alerts.updateEvery", updateEvery, Duration.ofSeconds(1), Duration.ofDays(30));
    minDeviation = Map.copyOf(minDeviation);
    minDeviation.forEach(
        (feature, min) -> Check.range("alerts.minDeviation." + feature, min, 0, 1e300));
    minRelativeDeviation = Map.copyOf(minRelativeDeviation);
    minRelativeDeviation.forEach(
        (feature, min) -> Check.range("alerts.minRelativeDeviation." + feature, min, 0, 1000));
    direction = Map.copyOf(direction);
    if (newNormalAfter != null) {
      Check.duration(
          "alerts.newNormalAfter", newNormalAfter, Duration.ofSeconds(1), Duration.ofDays(365));
    }
    if (driftShare != null) {
      Check.range("alerts.driftShare", driftShare, 0.001, 1);
    }
    Check.range("alerts.minCoverage", minCoverage, 0, 1);
  }

  void check(Set<String> features, Baseline baseline) {
    checkNames("minDeviation", minDeviation.keySet(), features);
    checkNames("minRelativeDeviation", minRelativeDeviation.keySet(), features);
    checkNames("direction", direction.keySet(), features);
    if (newNormalAfter != null && baseline.per() != Baseline.Per.KEY) {
      throw DefinitionException.of(
          "alerts.newNormalAfter",
          Durations.format(newNormalAfter),
          "absent without a baseline per key, which could be learned anew");
    }
  }

  private static void checkNames(String field, Set<String> named, Set<String> features) {
    Set<String> unknown = new HashSet<>(named);
    unknown.removeAll(features);
    for (String feature : unknown) {
      throw DefinitionException.of("alerts." + field, feature, "one of " + features);
    }
  }
}
