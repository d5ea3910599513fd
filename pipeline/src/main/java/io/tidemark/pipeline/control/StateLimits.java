package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelException;
import io.tidemark.schemas.ModelAction;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much commands may make a job hold: every subtask keeps all of it in its state.
 *
 * @param detectors in force in the job, those of the configuration among them
 * @param modelBytes of all models that came by commands; the same file counts once
 */
record StateLimits(int detectors, long modelBytes) implements Serializable {
  static final StateLimits DEFAULT = new StateLimits(100, 512L << 20);

  /**
   * @throws ModelException when a change would make the job hold too much
   */
  void require(ModelChange change, LiveDetectors live, ModelRollouts rollouts) {
    if (change.action() == ModelAction.ADD_DETECTOR && live.definitions().size() >= detectors) {
      throw new ModelException(
          "the job has %,d detectors; commands may add one while it has fewer than %,d"
              .formatted(live.definitions().size(), detectors));
    }
    if (change.model() == null) {
      return; // it brings nothing
    }
    long held = held(change, live, rollouts);
    if (held > modelBytes) {
      throw new ModelException(
          "with this model the job would hold %,d bytes of models sent by commands; it may hold %,d"
              .formatted(held, modelBytes));
    }
  }

  /** Bytes of models after the change. */
  private static long held(ModelChange change, LiveDetectors live, ModelRollouts rollouts) {
    String changed = change.detector();
    Map<String, Long> sizes = new HashMap<>();
    for (DetectorDefinition detector : live.definitions()) {
      if (!detector.name().equals(changed)) {
        add(sizes, live.model(detector.name()));
      }
    }
    rollouts
        .all()
        .forEach(
            (detector, rollout) -> {
              if (!detector.equals(changed)) {
                add(sizes, rollout);
              }
            });
    if (change.redefines()) {
      add(sizes, change.model());
    } else {
      add(sizes, live.model(changed));
      add(sizes, rollouts.of(changed).after(change.action(), change.model()));
    }
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void add(Map<String, Long> sizes, ModelRollout rollout) {
    add(sizes, rollout.serving());
    add(sizes, rollout.candidate());
    add(sizes, rollout.previous());
  }

  private static void add(Map<String, Long> sizes, @Nullable ModelFile model) {
    if (model != null) {
      sizes.put(model.digest(), (long) model.bytes().length);
    }
  }
}
