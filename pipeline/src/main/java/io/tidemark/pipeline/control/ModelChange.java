package io.tidemark.pipeline.control;

import io.tidemark.schemas.ModelAction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A command that was admitted, on its way to every subtask that it concerns.
 *
 * @param detector which detector, or whose models, change
 * @param action how
 * @param model the candidate, for an offer; the definition's model, where one is sent
 * @param definition YAML, for a detector that is added or changed
 * @param checkpoint at whose barrier it takes effect; {@link #NEXT} for whichever is the next
 */
public record ModelChange(
    String detector,
    ModelAction action,
    @Nullable ModelFile model,
    @Nullable String definition,
    long checkpoint)
    implements Steering {
  static final long NEXT = -1;

  /** For the next checkpoint. */
  public ModelChange(
      String detector, ModelAction action, @Nullable ModelFile model, @Nullable String definition) {
    this(detector, action, model, definition, NEXT);
  }

  /** The same for a certain checkpoint. */
  ModelChange at(long barrier) {
    return new ModelChange(detector, action, model, definition, barrier);
  }

  /**
   * Makes sure that the change takes effect where it does for all others. A checkpoint may be
   * cancelled when its barrier has passed some operators and not reached the rest.
   *
   * @param barrier of which checkpoint the change is about to be obeyed
   * @throws IllegalStateException so that the job goes on from the checkpoint before, by which
   *     nothing has changed
   */
  public void mustBeDueAt(long barrier) {
    if (checkpoint != NEXT && checkpoint != barrier) {
      throw new IllegalStateException(
          "checkpoint %d was cancelled on its way, and with it the change %s of detector %s; the job goes back to the checkpoint before"
              .formatted(checkpoint, action, detector));
    }
  }

  /** Whether the detectors change, and not only a detector's models. */
  public boolean redefines() {
    return switch (action) {
      case ADD_DETECTOR, CHANGE_DETECTOR, REMOVE_DETECTOR -> true;
      case OFFER, SHADOW, PROMOTE, ROLL_BACK -> false;
    };
  }

  /** YAML of the definition that is in force from now on; null when the detector is removed. */
  @Nullable String definitionFromNowOn() {
    return action == ModelAction.REMOVE_DETECTOR ? null : Objects.requireNonNull(definition);
  }

  /** Bytes, or characters, of what it brings. */
  long size() {
    long bytes = model == null ? 0 : model.bytes().length;
    return bytes + (definition == null ? 0 : definition.length());
  }

  /** The same for those who do not score. */
  public ModelChange withoutModel() {
    return new ModelChange(detector, action, null, definition, checkpoint);
  }
}
