package io.tidemark.cli.renewal;

import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.definition.Retraining;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a model is to be trained again. */
final class Due {
  /** While an alert of drift is open and the model that was trained for it does not serve. */
  static final Duration AGAIN = Duration.ofDays(1);

  private Due() {}

  /**
   * Why a model is to be trained now, in words that follow a colon; null where there is no reason.
   *
   * @param last when the detector's newest model was trained
   * @param drift the newest alert of drift; null where there is none
   */
  static @Nullable String reason(
      Retraining retrain, Instant last, Instant now, DriftWatch.@Nullable Drift drift) {
    if (retrain.onDrift() && drift != null) {
      if (drift.since().isAfter(last)) {
        return "an alert DRIFT came at " + drift.since();
      }
      if (drift.open() && !now.isBefore(last.plus(AGAIN))) {
        return "the alert DRIFT of %s is still open".formatted(drift.since());
      }
    }
    Duration every = retrain.every();
    if (every != null && !now.isBefore(last.plus(every))) {
      return last.equals(Instant.EPOCH)
          ? "it has no model yet"
          : "the newest model was trained at %s and retrain.every is %s"
              .formatted(last, Durations.format(every));
    }
    return null;
  }
}
