package io.tidemark.pipeline.control;

import io.tidemark.schemas.ModelAction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models of one detector. A model that is null is the one that the definition names.
 *
 * @param serving scores windows for alerts
 * @param candidate offered; null: there is none
 * @param shadowing whether the candidate scores beside the serving one
 * @param replaced whether another served before, that a roll-back brings back
 * @param previous that other
 */
public record ModelRollout(
    @Nullable ModelFile serving,
    @Nullable ModelFile candidate,
    boolean shadowing,
    boolean replaced,
    @Nullable ModelFile previous) {

  /** As the definition says. */
  public static final ModelRollout DEFINED = new ModelRollout(null, null, false, false, null);

  /**
   * Why a change cannot be made now, or null when it can.
   *
   * @param digest of the model that the change is about; null where that is known
   */
  public @Nullable String obstacle(ModelAction action, @Nullable String digest) {
    if (action == ModelAction.OFFER) {
      return null;
    }
    if (action == ModelAction.ROLL_BACK) {
      return replaced ? null : "no other model has served before";
    }
    if (candidate == null) {
      return "no model was offered";
    }
    return candidate.digest().equals(digest)
        ? null
        : "the candidate is " + candidate.digest() + ", and not digest " + digest;
  }

  /** After a change that nothing stands in the way of. */
  ModelRollout after(ModelAction action, @Nullable ModelFile offered) {
    return switch (action) {
      case OFFER -> new ModelRollout(serving, offered, false, replaced, previous);
      case SHADOW -> new ModelRollout(serving, candidate, true, replaced, previous);
      case PROMOTE ->
          new ModelRollout(Objects.requireNonNull(candidate), null, false, true, serving);
      case ROLL_BACK -> new ModelRollout(previous, serving, false, false, null);
      case ADD_DETECTOR, CHANGE_DETECTOR, REMOVE_DETECTOR -> DEFINED;
    };
  }

  /** Those that score windows: what must fit the detector. */
  List<ModelFile> scoring() {
    return Stream.of(serving, shadowing ? candidate : null).filter(Objects::nonNull).toList();
  }

  void write(DataOutput out) throws IOException {
    writeOptional(serving, out);
    writeOptional(candidate, out);
    out.writeBoolean(shadowing);
    out.writeBoolean(replaced);
    writeOptional(previous, out);
  }

  static ModelRollout read(DataInput in) throws IOException {
    return new ModelRollout(
        readOptional(in), readOptional(in), in.readBoolean(), in.readBoolean(), readOptional(in));
  }

  static void writeOptional(@Nullable ModelFile model, DataOutput out) throws IOException {
    out.writeBoolean(model != null);
    if (model != null) {
      model.write(out);
    }
  }

  static @Nullable ModelFile readOptional(DataInput in) throws IOException {
    return in.readBoolean() ? ModelFile.read(in) : null;
  }
}
