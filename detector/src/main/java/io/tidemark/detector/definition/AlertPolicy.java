package io.tidemark.detector.definition;

import io.tidemark.schemas.PrintableText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When verdicts become messages to people.
 *
 * @param updateEvery event time between updates of an open incident that come whether or not
 *     anything has changed; null for none
 * @param reopenWithin event time after its resolution within which an incident that comes back is
 *     the same one; zero where it never is
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
 * @param runbook address of what to do when the detector alerts; null for none
 */
public record AlertPolicy(
    @Nullable Duration updateEvery,
    Duration reopenWithin,
    Map<String, Double> minDeviation,
    Map<String, Double> minRelativeDeviation,
    Map<String, Direction> direction,
    boolean duringWarmup,
    @Nullable Duration newNormalAfter,
    @Nullable Double driftShare,
    double minCoverage,
    @Nullable String runbook) {
  private static final int LONGEST_ADDRESS = 1_000;

  public AlertPolicy {
    if (updateEvery != null) {
      Check.duration("alerts.updateEvery", updateEvery, Duration.ofSeconds(1), Duration.ofDays(30));
    }
    Check.duration("alerts.reopenWithin", reopenWithin, Duration.ZERO, Duration.ofDays(30));
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
    if (runbook != null) {
      checkAddress(runbook);
    }
  }

  private static void checkAddress(String runbook) {
    URI address;
    try {
      address = new URI(runbook);
    } catch (URISyntaxException malformed) {
      address = URI.create("");
    }
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!web || address.getHost() == null || runbook.length() > LONGEST_ADDRESS) {
      throw DefinitionException.of(
          "runbook",
          "'" + PrintableText.of(runbook, 100) + "'",
          "an address that begins with http:// or https://, of up to 1000 characters");
    }
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
