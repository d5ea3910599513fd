package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionFiles;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands against a command. A model is admitted when its file lies in the store, has the
 * digest that was named, is signed where signatures are asked for, meets the contract and the
 * detector, and reproduces its golden windows on the provider here; a definition when it is valid,
 * reads a topic that the job reads, and its model is admitted.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final LiveDetectors detectors;
  private final ModelRollouts rollouts;
  private final ModelStore store;
  private final JobFormats formats;
  private final int batchSize;
  private final StateLimits limits;
  private final Detectors configured;

  private Admission(
      Detectors configured,
      LiveDetectors detectors,
      ModelRollouts rollouts,
      ModelStore store,
      JobFormats formats,
      int batchSize,
      StateLimits limits) {
    this.configured = configured;
    this.detectors = detectors;
    this.rollouts = rollouts;
    this.store = store;
    this.formats = formats;
    this.batchSize = batchSize;
    this.limits = limits;
  }

  /**
   * After all commands up to the checkpoint that the operator is restored from.
   *
   * @param formats of the event topics
   * @param batchSize most windows in a micro-batch of the job
   */
  static Admission restore(
      OperatorStateStore state,
      Detectors configured,
      ModelStore store,
      JobFormats formats,
      int batchSize,
      StateLimits limits)
      throws Exception {
    Admission admission =
        new Admission(
            configured,
            LiveDetectors.of(state, configured, true),
            ModelRollouts.restore(state),
            store,
            formats,
            batchSize,
            limits);
    admission.forgetUnfit();
    return admission;
  }

  /** As the operator that scores does: it may be restored under another configuration. */
  private void forgetUnfit() throws Exception {
    for (DetectorDefinition detector : detectors.definitions()) {
      try {
        requireFit(detector, rollouts.of(detector.name()));
      } catch (ModelException unfit) {
        LOG.warn(
            "Detector {} has changed; its promoted model does not fit it any more and is forgotten:"
                + " {}",
            detector.name(),
            unfit.getMessage());
        rollouts.forget(detector.name());
      }
    }
  }

  /** On the CPU: it was admitted where it scores, and what scores may fill the GPU by now. */
  private void requireFit(DetectorDefinition detector, ModelRollout line) {
    for (ModelFile file : line.scoring()) {
      ModelAdmission.reopen(detector, file.version(), file.bytes(), ProviderPreference.CPU).close();
    }
  }

  /** The models of a detector by the commands so far. */
  ModelRollout rollout(String detector) {
    return rollouts.of(detector);
  }

  /** Takes a change that was admitted. */
  void take(ModelChange change) throws Exception {
    rollouts.apply(change);
    if (change.redefines()) {
      detectors.apply(change); // with its model, which counts against the limits
    }
  }

  /**
   * The change that a command asks for.
   *
   * @throws ModelException when it cannot be obeyed
   * @throws DefinitionException when a detector or its definition stands against it
   */
  ModelChange admit(ModelCommand command) {
    ModelChange change = fitting(command);
    limits.require(change, detectors, rollouts, batchSize);
    return change;
  }

  private ModelChange fitting(ModelCommand command) {
    ModelAction action = command.getAction();
    return switch (action) {
      case OFFER, SHADOW, PROMOTE, ROLL_BACK -> model(command);
      case ADD_DETECTOR, CHANGE_DETECTOR -> definition(command);
      case REMOVE_DETECTOR ->
          new ModelChange(known(command.getDetector()).name(), action, null, null);
    };
  }

  private ModelChange model(ModelCommand command) {
    DetectorDefinition detector = known(command.getDetector());
    ModelAction action = command.getAction();
    String obstacle = rollouts.of(detector.name()).obstacle(action, command.getDigest());
    if (obstacle != null) {
      throw new ModelException(obstacle);
    }
    if (action != ModelAction.OFFER) {
      // Since it was offered, the detector may have become another by its configuration.
      requireFit(detector, rollouts.of(detector.name()).after(action, null));
      return new ModelChange(detector.name(), action, null, null);
    }
    String path = command.getPath();
    String digest = command.getDigest();
    if (path == null || digest == null) {
      throw new ModelException("an offer names path and digest of a file in the model store");
    }
    return new ModelChange(detector.name(), action, file(detector, path, digest), null);
  }

  private ModelChange definition(ModelCommand command) {
    String name = command.getDetector();
    if (command.getAction() == ModelAction.CHANGE_DETECTOR) {
      known(name);
    } else if (detectors.find(name) != null) {
      throw DefinitionException.of("name", name, "one that no detector of the job has yet");
    }
    String yaml = command.getDefinition();
    if (yaml == null) {
      throw DefinitionException.of("definition", "null", "the definition, YAML");
    }
    Path folder = Path.of(store.folder());
    DetectorDefinition now = DefinitionReader.parse(yaml, folder, DefinitionFiles.NONE);
    if (!now.name().equals(name)) {
      throw DefinitionException.of("name", now.name(), name + ", as the command has it");
    }
    check(now);
    ModelFile file =
        now.model() == null
            ? null
            : file(now, folder.relativize(now.model().path()).toString(), null);
    return new ModelChange(name, command.getAction(), file, yaml);
  }

  private DetectorDefinition known(String name) {
    DetectorDefinition detector = detectors.find(name);
    if (detector == null) {
      TreeSet<String> names = new TreeSet<>();
      detectors.definitions().forEach(known -> names.add(known.name()));
      throw DefinitionException.of("detector", name, "one of the job's " + names);
    }
    return detector;
  }

  /** What a topic holds, and that it is read, is settled when the job starts. */
  private void check(DetectorDefinition definition) {
    TopicSelection topics = definition.events().topics();
    if (topics.regex() != null && !configured.patterns().contains(topics)) {
      throw notRead(topics);
    }
    for (String topic : topics.names()) {
      List<DetectorDefinition> readers = configured.readersOf(topic);
      if (readers.isEmpty()) {
        throw notRead(topic);
      }
      definition.events().requireReadLike(readers.get(0).events(), topic, definition.name());
    }
    formats.check(definition);
  }

  private DefinitionException notRead(Object topic) {
    TreeSet<String> read = new TreeSet<>(configured.topics());
    configured.patterns().forEach(pattern -> read.add(pattern.toString()));
    return DefinitionException.of(
        "events.topic", topic, "a topic that the job reads since its start: one of " + read);
  }

  /**
   * A model of the store.
   *
   * @param digest that it must have; null: any
   */
  private ModelFile file(DetectorDefinition detector, String path, @Nullable String digest) {
    if (ModelAdmission.busy()) {
      throw new ModelException("the trial of a refused model has not ended; try again later");
    }
    byte[] bytes = store.read(path);
    try (OnnxModel model =
        ModelAdmission.open(detector, path, bytes, detector.provider(), batchSize)) {
      if (digest != null && !model.digest().equals(digest)) {
        throw new ModelException(
            "digest: " + digest + " is not that of the file, " + model.digest());
      }
      KeyCost.require(detector, model.latentLength(), model.stateLength());
      return new ModelFile(model.digest(), model.metadata().version(), bytes);
    }
  }
}
