package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.FleetDrift;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.detector.line.StateShape;
import io.tidemark.detector.model.ModelException;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.control.ModelRollout;
import io.tidemark.pipeline.control.ModelRollouts;
import io.tidemark.pipeline.type.KeyLimits;
import io.tidemark.schemas.ModelAction;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a subtask's lines to what the configuration says and commands have asked for. Commands are
 * obeyed at a checkpoint barrier: every subtask has the same ones before the same barrier, and what
 * a checkpoint holds is what scores every window from its barrier on.
 */
final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  private final LiveDetectors detectors;
  private final @Nullable ModelRollouts rollouts;
  private final DetectMetrics metrics;
  private final KeyLimits limits;
  private final AllKeys keys;
  private final Set<String> changed = new LinkedHashSet<>();

  /**
   * @param rollouts null: no command ever comes
   */
  Commands(
      LiveDetectors detectors,
      @Nullable ModelRollouts rollouts,
      DetectMetrics metrics,
      KeyLimits limits,
      AllKeys keys) {
    this.detectors = detectors;
    this.rollouts = rollouts;
    this.metrics = metrics;
    this.limits = limits;
    this.keys = keys;
  }

  /**
   * Starts the lines of all detectors in force. A detector whose definition came by a command and
   * whose model is not admitted here has no line: no restart would mend that.
   *
   * @throws ModelException when the model of a configured definition is not admitted
   */
  void start(DetectorLines lines) throws Exception {
    for (DetectorDefinition detector : detectors.definitions()) {
      try {
        followOrForget(lines, detector);
      } catch (ModelException unfit) {
        if (detectors.model(detector.name()) == null) {
          throw unfit;
        }
        LOG.warn(
            "Detector {} does not run: the model of its definition, which came by a command, is"
                + " not admitted: {}",
            detector.name(),
            unfit.getMessage());
      }
    }
  }

  /** Where the models of a rollout do not fit, the model that the definition names serves. */
  private void followOrForget(DetectorLines lines, DetectorDefinition detector) throws Exception {
    try {
      follow(lines, detector);
    } catch (ModelException unfit) {
      if (rollout(detector.name()).equals(ModelRollout.DEFINED)) {
        throw unfit;
      }
      LOG.warn(
          "The models that commands gave to detector {} do not fit it; the model that the"
              + " definition names serves: {}",
          detector.name(),
          unfit.getMessage());
      Objects.requireNonNull(rollouts).forget(detector.name());
      follow(lines, detector);
    }
  }

  private void follow(DetectorLines lines, DetectorDefinition detector) {
    String name = detector.name();
    lines.follow(detector, detectors.model(name), rollout(name));
  }

  private ModelRollout rollout(String detector) {
    return rollouts == null ? ModelRollout.DEFINED : rollouts.of(detector);
  }

  /**
   * Takes a command at a barrier. A key whose state would mean something else from now on is
   * forgotten.
   *
   * @return the limit of the detector's drift, where the detector itself has changed
   */
  FleetDrift.@Nullable Change take(ModelChange change, DetectorLines lines) throws Exception {
    String name = change.detector();
    ModelFile candidate = rollout(name).candidate();
    if (!change.redefines() && !possible(change, candidate)) {
      return null;
    }
    KeyLine line = lines.find(name);
    if (change.action() == ModelAction.PROMOTE && candidate != null && line != null) {
      keys.reportReady(line, candidate);
    }
    Objects.requireNonNull(rollouts).apply(change);
    changed.add(name);
    if (!change.redefines()) {
      return null;
    }
    DetectorDefinition before = detectors.find(name);
    detectors.apply(change);
    DetectorDefinition now = detectors.find(name);
    if (line != null && before != null && (now == null || !goesOn(before, now))) {
      forget(name, line, now == null);
    }
    if (now == null) {
      lines.remove(name);
    } else {
      metrics.define(name);
      limits.define(now);
    }
    return FleetDrift.Change.ofLimit(name, now == null ? null : now.alerts().driftShare());
  }

  /** A rollout that was forgotten here goes on where commands are admitted. */
  private boolean possible(ModelChange change, @Nullable ModelFile candidate) {
    String obstacle =
        rollout(change.detector())
            .obstacle(change.action(), candidate == null ? null : candidate.digest());
    if (obstacle != null) {
      LOG.warn(
          "{} of detector {} has no effect here: {}", change.action(), change.detector(), obstacle);
    }
    return obstacle == null;
  }

  private void forget(String detector, KeyLine line, boolean removed) throws Exception {
    long forgotten = keys.forget(line);
    LOG.info(
        removed
            ? "Detector {} has been removed: its {} keys here are forgotten"
            : "The definition of detector {} has changed: its {} keys here start over, with a new"
                + " warm-up",
        detector,
        forgotten);
    if (removed) {
      metrics.forgotten(forgotten);
    } else {
      metrics.restarted(forgotten);
    }
  }

  private static boolean goesOn(DetectorDefinition before, DetectorDefinition now) {
    return StateShape.of(before) == StateShape.of(now) && before.events().selectsAs(now.events());
  }

  /**
   * Lets all that was taken take effect. A model that fails here does not fail the job, which would
   * meet the same command after each restart. All subtasks decide alike as far as the failure is
   * deterministic; where it is not, for example because one machine lacks memory, subtasks serve
   * different models until the next command or restart.
   */
  void obey(DetectorLines lines) throws Exception {
    for (String name : changed) {
      DetectorDefinition detector = detectors.find(name);
      if (detector == null) {
        continue;
      }
      try {
        followOrForget(lines, detector);
      } catch (ModelException unfit) {
        keep(lines, detector, unfit);
      }
    }
    changed.clear();
  }

  /**
   * Leaves the line at work that was there before, unless the events of the detector mean something
   * else to it now.
   */
  private static void keep(DetectorLines lines, DetectorDefinition detector, ModelException unfit) {
    String name = detector.name();
    KeyLine before = lines.find(name);
    boolean kept = before != null && goesOn(before.definition(), detector);
    if (before != null && !kept) {
      lines.remove(name);
    }
    LOG.warn(
        "The model of detector {} is not admitted; {}: {}",
        name,
        kept ? "the detector goes on as before" : "the detector does not run",
        unfit.getMessage());
  }
}
