package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.ScoreJudge;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import java.util.function.DoubleSupplier;

/**
 * What judges the windows of one model.
 *
 * @param rule by the definition and the model's own statistics
 * @param modelVersion version in the model's file
 * @param cost microseconds a window that the model has taken so far in this process
 */
record Judge(ScoreJudge rule, String modelVersion, DoubleSupplier cost) {
  static Judge of(DetectorDefinition definition, OnnxModel model) {
    return new Judge(
        new ScoreJudge(definition, model.metadata()),
        model.metadata().version(),
        model::microsPerWindow);
  }
}
