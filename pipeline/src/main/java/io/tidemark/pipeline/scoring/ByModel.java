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
import org.jspecify.annotations.Nullable;

/**
 * Something that is made once for each model of each detector, for operators behind the scoring.
 * They meet a model or a definition that came while the job runs first in the windows that it
 * scored; the operator that scores holds it open in the same process. Close it with the operator.
 */
public final class ByModel<T> implements AutoCloseable {
  private final Detectors configured;
  private final BiFunction<DetectorDefinition, OnnxModel, T> make;
  private final RuntimeContext context;
  private final Redefined redefined;
  private final Map<String, Made<T>> byDetector = new HashMap<>();
  private final Map<String, Made<T>> ofConfiguration = new HashMap<>();

  /**
   * Makes what the configured definitions' own models need.
   *
   * @param make must not keep the model
   */
  public ByModel(
      Detectors configured,
      ModelFiles files,
      Scoring scoring,
      RuntimeContext context,
      BiFunction<DetectorDefinition, OnnxModel, T> make) {
    this.configured = configured;
    this.make = make;
    this.context = context;
    try (DetectorModels models = DetectorModels.open(configured, files, scoring, context)) {
      for (DetectorDefinition detector : configured.definitions()) {
        OnnxModel model = models.of(detector.name());
        Made<T> made = new Made<>(null, model.digest());
        made.byDigest.put(model.digest(), make.apply(detector, model));
        ofConfiguration.put(detector.name(), made);
      }
    }
    redefined = Redefined.open(context);
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
    Made<T> made = made(detector);
    return made.byDigest.computeIfAbsent(
        digest.isEmpty() ? made.digest : digest, met -> meet(detector, met));
  }

  /** Whether there is such a detector, by the configuration or by a command. */
  public boolean knows(String detector) {
    return redefined.find(detector) != null || configured.find(detector) != null;
  }

  /** SHA-256 of the model that the definition names. */
  public String digest(String detector) {
    return made(detector).digest;
  }

  /** The definition in force. */
  public DetectorDefinition definition(String detector) {
    Redefined.Detector now = redefined.find(detector);
    return now == null
        ? Objects.requireNonNull(configured.find(detector), detector)
        : now.definition();
  }

  /** Made anew where the definition is another than the last time. */
  private Made<T> made(String detector) {
    Redefined.Detector now = redefined.find(detector);
    Made<T> known = byDetector.get(detector);
    if (known != null && known.by == now) {
      return known;
    }
    Made<T> made =
        now == null
            ? Objects.requireNonNull(ofConfiguration.get(detector), detector)
            : new Made<>(now, now.digest());
    byDetector.put(detector, made);
    return made;
  }

  private T meet(String detector, String digest) {
    DetectorDefinition definition = definition(detector);
    SharedModel hold = SharedModel.acquireOpen(digest, definition.model().provider());
    if (hold == null) {
      throw new IllegalStateException(
          "model " + digest + " of " + detector + " scored a window and is not open here");
    }
    try (hold) {
      return make.apply(definition, hold.model());
    }
  }

  @Override
  public void close() {
    Redefined.close(context);
  }

  /** What was made under one definition. */
  private static final class Made<T> {
    /** Null: the configuration. */
    private final Redefined.@Nullable Detector by;

    private final String digest;
    private final Map<String, T> byDigest = new HashMap<>();

    private Made(Redefined.@Nullable Detector by, String digest) {
      this.by = by;
      this.digest = digest;
    }
  }
}
