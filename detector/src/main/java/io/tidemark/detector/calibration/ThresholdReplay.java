package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.AlertPolicy;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.model.ScoreQuantiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A threshold method on recorded scores: what it would have said, without windows or a model. It
 * does not know the deviations of features, so minimum deviations do not count. For one thread.
 */
public final class ThresholdReplay {
  private final ThresholdRule rule;
  private final boolean fixed;
  private final List<RecordedNormal> keys;
  private final KeyLevel[] levels;

  /**
   * @param alerts what opens and resolves an incident
   * @param every time between two windows of a key, at least a millisecond
   * @param keys all keys of the detector, at least one; known by their place from now on
   */
  public ThresholdReplay(
      Threshold threshold, AlertPolicy alerts, Duration every, List<RecordedNormal> keys) {
    this.keys = List.copyOf(keys);
    AlertBudget budget =
        threshold instanceof Threshold.Rate rate ? AlertBudget.of(every, rate) : null;
    double[] all =
        keys.stream().flatMapToDouble(key -> Arrays.stream(key.scores().scores())).toArray();
    rule = ThresholdRule.of(threshold, alerts, ScoreQuantiles.of(all), budget);
    fixed = threshold instanceof Threshold.Fixed;
    levels = new KeyLevel[keys.size()];
    Arrays.setAll(levels, i -> new KeyLevel());
  }

  /**
   * Judges the next score; those of all keys in time order.
   *
   * @param key place among the keys
   * @param end of the window
   */
  public boolean anomalous(int key, double score, Instant end) {
    RecordedNormal normal = keys.get(key);
    double limit = rule.limit(levels[key], normal.scores());
    boolean anomalous = score > (fixed ? limit : Math.max(limit, normal.smallestLimit()));
    rule.judged(levels[key], score, anomalous, end.toEpochMilli());
    return anomalous;
  }
}
