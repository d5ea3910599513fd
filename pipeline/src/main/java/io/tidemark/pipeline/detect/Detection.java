package io.tidemark.pipeline.detect;

import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.AnomalyAlert;
import java.io.Serializable;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * What makes alerts of a job's observations: {@link DetectOperator}, unless something is measured
 * against it.
 */
@FunctionalInterface
public interface Detection extends Serializable {
  /**
   * The operator.
   *
   * @param scores whether every score goes out
   */
  OneInputStreamOperator<Observation, AnomalyAlert> operator(
      Detectors detectors, LineSettings settings, boolean scores);

  /** By the models of the detectors. */
  static Detection byModels() {
    return (detectors, settings, scores) ->
        new DetectOperator(detectors, settings, scores, false, false);
  }

  /** With something else in the place of the models. */
  static Detection by(BatchScoring scoring) {
    return (detectors, settings, scores) ->
        new DetectOperator(
            detectors,
            new LineSettings(
                settings.files(),
                settings.scoring(),
                scoring,
                settings.forgetAfter(),
                settings.alertStart()),
            scores,
            false,
            false);
  }
}
