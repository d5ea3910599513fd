package io.tidemark.console.detector;

import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What commands have made of a detector, by the job's answers.
 *
 * @param serving scores windows for alerts; null: the model that the definition names
 * @param since when the answer came that has it serve; null: no command has changed it
 * @param readiness keys that were calibrated for it when it was promoted; null where not known
 * @param replaced whether another served before, that a roll-back brings back
 * @param previous that other; null: the model that the definition names
 * @param candidate offered; null: there is none
 * @param shadowSince when the candidate went into the shadow; null: it is not there
 * @param shadow what it is found to do there; null where nothing has been reported
 * @param defined by which command the detector is defined; null: by none
 * @param removed whether a command has removed it
 * @param answers to commands, the newest first
 * @param asked the newest command while it has no answer; null: there is none
 */
public record Rollout(
    @Nullable ModelName serving,
    @Nullable Instant since,
    ShadowFigures.@Nullable Readiness readiness,
    boolean replaced,
    @Nullable ModelName previous,
    @Nullable ModelName candidate,
    @Nullable Instant shadowSince,
    @Nullable ShadowFigures shadow,
    @Nullable Defined defined,
    boolean removed,
    List<Answer> answers,
    @Nullable Asked asked) {
  /** Of a detector that no command was about. */
  public static final Rollout NONE =
      new Rollout(null, null, null, false, null, null, null, null, null, false, List.of(), null);

  /**
   * A definition that a command brought.
   *
   * @param at when the job took it
   * @param yaml null where the command is no longer known
   * @param author who sent it; null where that is not known
   */
  public record Defined(Instant at, @Nullable String yaml, @Nullable String author) {}

  /**
   * What became of a command.
   *
   * @param model that it is about
   * @param reason why it was refused
   * @param author who sent the command; null where that is not known
   */
  public record Answer(
      Instant time,
      ControlOutcome outcome,
      @Nullable ModelName model,
      @Nullable String reason,
      @Nullable String author) {}

  /**
   * A command that waits for its answer.
   *
   * @param author who sent it; null where that is not known
   */
  public record Asked(Instant time, ModelAction action, @Nullable String author) {}
}
