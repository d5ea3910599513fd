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
 */
public record ModelChange(
    String detector, ModelAction action, @Nullable ModelFile model, @Nullable String definition) {

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

  /** The same for those who do not score. */
  public ModelChange withoutModel() {
    return new ModelChange(detector, action, null, definition);
  }
}
