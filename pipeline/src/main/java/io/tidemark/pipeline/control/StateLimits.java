package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.DefinitionFiles;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.BatchMemory;
import io.tidemark.detector.model.ModelException;
import io.tidemark.schemas.ModelAction;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How much commands may make a job hold: every subtask keeps all of it in its state, and buffers
 * for micro-batches.
 *
 * @param detectors in force in the job, those of the configuration among them
 * @param modelBytes of all models that came by commands; the same file counts once
 * @param batchBytes outside the heap of a subtask, for the micro-batches of these models
 */
record StateLimits(int detectors, long modelBytes, long batchBytes) implements Serializable {
  static final StateLimits DEFAULT = new StateLimits(100, 512L << 20, 256L << 20);

  /** A model that came by a command, for the detector that it scores or may score. */
  private record Sent(DetectorDefinition detector, ModelFile model) {}

  /**
   * @param batchSize most windows in a micro-batch of the job
   * @throws ModelException when a change would make the job hold too much
   */
  void require(ModelChange change, LiveDetectors live, ModelRollouts rollouts, int batchSize) {
    if (change.action() == ModelAction.ADD_DETECTOR && live.definitions().size() >= detectors) {
      throw new ModelException(
          "the job has %,d detectors; commands may add one while it has fewer than %,d"
              .formatted(live.definitions().size(), detectors));
    }
    if (change.model() == null) {
      return; // it brings nothing
    }
    List<Sent> models = after(change, live, rollouts);
    Map<String, Long> sizes = new HashMap<>();
    models.forEach(sent -> sizes.put(sent.model().digest(), (long) sent.model().bytes().length));
    long held = sizes.values().stream().mapToLong(Long::longValue).sum();
    if (held > modelBytes) {
      throw new ModelException(
          "with this model the job would hold %,d bytes of models sent by commands; it may hold %,d"
              .formatted(held, modelBytes));
    }
    long batches =
        models.stream()
            .mapToLong(sent -> BatchMemory.bytes(sent.detector(), sent.model().bytes(), batchSize))
            .sum();
    if (batches > batchBytes) {
      throw new ModelException(
          ("with this model each subtask would take %,d bytes for batches of models sent by"
                  + " commands; they may take %,d (scoring.batchSize, window.length, the features"
                  + " and the model's state decide it)")
              .formatted(batches, batchBytes));
    }
  }

  /** The models after the change. A candidate counts from its offer on. */
  private static List<Sent> after(ModelChange change, LiveDetectors live, ModelRollouts rollouts) {
    String changed = change.detector();
    List<Sent> models = new ArrayList<>();
    for (DetectorDefinition detector : live.definitions()) {
      String name = detector.name();
      if (!name.equals(changed)) {
        add(models, detector, live.model(name), rollouts.of(name));
      }
    }
    if (change.redefines()) {
      String yaml = Objects.requireNonNull(change.definitionFromNowOn());
      DetectorDefinition now = DefinitionReader.parse(yaml, Path.of(""), DefinitionFiles.NONE);
      add(models, now, change.model(), ModelRollout.DEFINED);
    } else {
      add(
          models,
          Objects.requireNonNull(live.find(changed)),
          live.model(changed),
          rollouts.of(changed).after(change.action(), change.model()));
    }
    return models;
  }

  private static void add(
      List<Sent> models,
      DetectorDefinition detector,
      @Nullable ModelFile own,
      ModelRollout rollout) {
    Stream.of(
            Optional.ofNullable(own),
            Optional.ofNullable(rollout.serving()),
            Optional.ofNullable(rollout.candidate()),
            Optional.ofNullable(rollout.previous()))
        .flatMap(Optional::stream)
        .forEach(model -> models.add(new Sent(detector, model)));
  }
}
