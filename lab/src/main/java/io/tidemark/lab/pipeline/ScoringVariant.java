package io.tidemark.lab.pipeline;

import io.tidemark.pipeline.detect.BatchScoring;
import io.tidemark.pipeline.detect.Detection;
import java.util.Locale;

/** What makes alerts of the events of a measured job. */
public enum ScoringVariant {
  /** The job as it is. */
  MICRO_BATCHES(Detection.byModels()),
  /** The job as it is, but scores are drawn from a table: what it costs beside the scoring. */
  NOTHING(scoredBy(DrawnScore::new)),
  /**
   * The floor: the same Flink, source, decoding and shuffle, with a count in place of detection.
   */
  COUNT((detectors, settings, scores) -> new CountOperator()),
  /** One call of the session a window, with nested arrays, the session set up like the job's. */
  NAIVE(scoredBy((definition, model, batch) -> new NaiveScore(definition, true))),
  /** The same with the session's own defaults, as tutorials have it. */
  NAIVE_DEFAULTS(scoredBy((definition, model, batch) -> new NaiveScore(definition, false))),
  /** A Random Cut Forest for each key. */
  FOREST(scoredBy((definition, model, batch) -> new ForestScore(definition)));

  private final Detection detection;

  ScoringVariant(Detection detection) {
    this.detection = detection;
  }

  private static Detection scoredBy(BatchScoring.Scorers scorers) {
    return Detection.by(BatchScoring.by(scorers));
  }

  Detection detection() {
    return detection;
  }

  /** The name in tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
