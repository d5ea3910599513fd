package io.tidemark.export.evaluation;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Score;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.schemas.ModelIdentity;
import java.util.function.ToIntFunction;

/** Makes the lines that a table goes through. */
@FunctionalInterface
interface LineMaker {
  /**
   * A line for one key or for all.
   *
   * @param warmup ticks of a key's warm-up
   */
  DetectorLine line(
      DetectorDefinition definition, ToIntFunction<String> warmup, LineListener listener);

  /** Lines with a detector's own model, which the caller closes after them. */
  static LineMaker of(OpenModel model) {
    return (definition, warmup, listener) -> new DetectorLine(definition, warmup, model, listener);
  }

  /**
   * Lines with another scorer in the model's place. Its scores are all that is known of a window,
   * so that calibration, evidence and incidents are the detector's own and only the score differs.
   *
   * @param metadata what a model file would say
   */
  static LineMaker of(ModelMetadata metadata, WindowScorer scorer) {
    ModelIdentity identity =
        ModelIdentity.newBuilder()
            .setName(metadata.name())
            .setVersion(metadata.version())
            .setDigest("")
            .setProvider("none")
            .build();
    return (definition, warmup, listener) -> {
      DetectorDefinition byScore = definition.withScore(Score.MODEL);
      LineModel model =
          new LineModel(byScore, metadata, identity, new ScorerBatch(scorer), () -> 0, 1);
      return new DetectorLine(byScore, warmup, metadata.fleetFeatures(), model, listener);
    };
  }
}
