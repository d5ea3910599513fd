package io.tidemark.export.evaluation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How often incidents name the right feature first, as far as it is known which features a labelled
 * period concerns.
 *
 * @param known incidents that open in such a period, or in the grace after it
 * @param right those whose first feature is one of them
 * @param byChance how many a feature drawn at random would have got right
 */
record ExplanationStatistics(int known, int right, double byChance) {
  static final ExplanationStatistics NONE = new ExplanationStatistics(0, 0, 0);

  /**
   * Counts.
   *
   * @param incidents of one key
   * @param labelled periods of the key
   * @param features those that the detector reads
   */
  static ExplanationStatistics of(
      List<IncidentRecord> incidents,
      List<LabelledPeriod> labelled,
      Duration grace,
      List<String> features) {
    int known = 0;
    int right = 0;
    double byChance = 0;
    for (IncidentRecord incident : incidents) {
      Set<String> concerned = concerned(labelled, incident, grace);
      if (!concerned.isEmpty() && !incident.features().isEmpty()) {
        known++;
        right += concerned.contains(incident.features().get(0).getFeature()) ? 1 : 0;
        long ofDetector = features.stream().filter(concerned::contains).count();
        byChance += (double) ofDetector / features.size();
      }
    }
    return new ExplanationStatistics(known, right, byChance);
  }

  /** Features of the last period that has begun, unless it has been over for too long. */
  private static Set<String> concerned(
      List<LabelledPeriod> labelled, IncidentRecord incident, Duration grace) {
    Set<String> concerned = Set.of();
    for (LabelledPeriod one : labelled) {
      if (one.period().extendedBy(grace).holds(incident.openingTick())) {
        concerned = one.features();
      }
    }
    return concerned;
  }

  static ExplanationStatistics sum(Collection<ExplanationStatistics> all) {
    return all.stream().reduce(NONE, ExplanationStatistics::plus);
  }

  private ExplanationStatistics plus(ExplanationStatistics other) {
    return new ExplanationStatistics(
        known + other.known, right + other.right, byChance + other.byChance);
  }

  /** Share of the incidents that name the right feature first; NaN without any. */
  double share() {
    return known == 0 ? Double.NaN : (double) right / known;
  }

  /** The share that features drawn at random would get; NaN without any incident. */
  double chance() {
    return known == 0 ? Double.NaN : byChance / known;
  }
}
