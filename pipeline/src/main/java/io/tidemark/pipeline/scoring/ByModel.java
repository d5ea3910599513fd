package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Something that is made once for each model of each detector, for operators behind the scoring.
 * They meet a model that came while the job runs first in the windows that it scored; the operator
 * that scores holds it open in the same process.
 */
public final class ByModel<T> {
  private final Detectors detectors;
  private final BiFunction<DetectorDefinition, OnnxModel, T> make;
  private final Map<String, T> defined = new HashMap<>();
  private final Map<String, String> digests = new HashMap<>();
  private final Map<String, Map<String, T>> others = new HashMap<>();

  /**
   * Makes what the definitions' own models need.
   *
   * @param make must not keep the model
   */
  public ByModel(
      Detectors detectors,
      ModelFiles files,
      Scoring scoring,
      RuntimeContext context,
      BiFunction<DetectorDefinition, OnnxModel, T> make) {
    this.detectors = detectors;
    this.make = make;
    try (DetectorModels models = DetectorModels.open(detectors, files, scoring, context)) {
      for (DetectorDefinition detector : detectors.definitions()) {
        OnnxModel model = models.of(detector.name());
        digests.put(detector.name(), model.digest());
        defined.put(detector.name(), make.apply(detector, model));
      }
    }
  }

  /** What belongs to the model that scored the window. */
  public T of(ScoredWindow scored) {
    return of(scored.window().detector(), scored.model());
  }

  /**
   * What belongs to a model.
   *
   * @param digest empty for the definition's own
   */
  public T of(String detector, String digest) {
    if (digest.isEmpty() || digest.equals(digests.get(detector))) {
      return Objects.requireNonNull(defined.get(detector), detector);
    }
    return others
        .computeIfAbsent(detector, first -> new HashMap<>())
        .computeIfAbsent(digest, met -> meet(detector, met));
  }

  /** SHA-256 of the model that the definition names. */
  public String digest(String detector) {
    return Objects.requireNonNull(digests.get(detector), detector);
  }

  private T meet(String detector, String digest) {
    DetectorDefinition definition = Objects.requireNonNull(detectors.find(detector), detector);
    SharedModel hold = SharedModel.acquireOpen(digest, definition.model().provider());
    if (hold == null) {
      throw new IllegalStateException(
          "model " + digest + " of " + detector + " scored a window and is not open here");
    }
    try (hold) {
      return make.apply(definition, hold.model());
    }
  }
}
