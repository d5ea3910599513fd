package io.tidemark.pipeline.scoring;

import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import java.io.Serializable;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * What scores a job's windows: {@link ScoreOperator}, unless something is to be held against it.
 */
@FunctionalInterface
public interface WindowScoring extends Serializable {

  /**
   * The operator. It must keep the order of each key's windows, and let neither a watermark nor a
   * barrier overtake one.
   */
  OneInputStreamOperator<Window, ScoredWindow> operator(
      Detectors detectors, ModelFiles files, Scoring scoring);

  /** Micro-batches through ONNX Runtime. */
  static WindowScoring microBatches() {
    return ScoreOperator::new;
  }
}
