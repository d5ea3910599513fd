package io.tidemark.detector.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a detector's model is trained again, and on what.
 *
 * @param every longest time from one training to the next; null for no limit
 * @param onDrift whether an alert of kind DRIFT is a reason to train
 * @param history how far back the history reaches that is trained on; null for all that the
 *     detector's topics hold
 * @param shadow how long a new model scores beside the serving one before it may be promoted
 * @param promotion who decides that it serves
 */
public record Retraining(
    @Nullable Duration every,
    boolean onDrift,
    @Nullable Duration history,
    Duration shadow,
    Promotion promotion) {
  private static final Duration LONGEST = Duration.ofDays(365);

  public Retraining {
    if (every == null && !onDrift) {
      throw DefinitionException.of(
          "retrain", "neither every nor onDrift: true", "one of them, or left out");
    }
    if (every != null) {
      Check.duration("retrain.every", every, Duration.ofMinutes(1), LONGEST);
    }
    if (history != null) {
      Check.duration("retrain.from", history, Duration.ofMinutes(1), LONGEST);
    }
    Check.duration("retrain.shadow", shadow, Duration.ofSeconds(1), Duration.ofDays(7));
  }

  void check(AlertPolicy alerts) {
    if (onDrift && alerts.driftShare() == null) {
      throw DefinitionException.of(
          "retrain.onDrift", "true", "false without alerts.driftShare, which alerts of drift need");
    }
  }
}
