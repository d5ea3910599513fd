package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.OnnxModel;
import java.io.Serializable;

/** Makes what scores a job's windows: ONNX Runtime, unless something is measured against it. */
@FunctionalInterface
public interface BatchScoring extends Serializable {
  /**
   * A model at work.
   *
   * @param batch windows in a micro-batch
   * @param share of the detector's keys that this host holds
   */
  LineModel model(DetectorDefinition definition, OnnxModel model, int batch, double share);

  /** Micro-batches through ONNX Runtime. */
  static BatchScoring onnxRuntime() {
    return LineModel::of;
  }

  /** Something else in the place of the model, that answers as it would. */
  static BatchScoring by(Scorers scorers) {
    return (definition, model, batch, share) ->
        new LineModel(
            definition,
            model.metadata(),
            LineModel.identity(model),
            scorers.scorer(definition, model, batch),
            () -> 0,
            share);
  }

  /** Makes scorers. */
  @FunctionalInterface
  interface Scorers extends Serializable {
    BatchScorer scorer(DetectorDefinition definition, OnnxModel model, int batch);
  }
}
