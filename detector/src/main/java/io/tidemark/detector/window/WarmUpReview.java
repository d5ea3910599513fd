package io.tidemark.detector.window;

import io.tidemark.detector.definition.DetectorDefinition;
import org.jspecify.annotations.Nullable;

/** Decides when a key's warm-up is over, and tells what was wrong in it. */
final class WarmUpReview {
  /** Share of the ticks of a doubtful warm-up that further ticks replace before the next look. */
  private static final int PART = 4;

  /** A warm-up that is as doubtful after two more of its length is how the key behaves. */
  private static final int MOST_PROLONGED = 2 * PART;

  private final DetectorDefinition definition;
  private final FleetFeatures fleet;

  WarmUpReview(DetectorDefinition definition, FleetFeatures fleet) {
    this.definition = definition;
    this.fleet = fleet;
  }

  /**
   * Looks at a warm-up after each tick with events.
   *
   * @return the warm-up without what was wrong in it; null while it goes on
   */
  @Nullable CleanWarmUp over(WarmUp warmUp, String key, WindowSink windows) {
    int ticks = definition.baseline().warmup();
    if (warmUp.observedCount() < ticks) {
      return null;
    }
    CleanWarmUp clean = new CleanWarmUp(warmUp, definition, fleet);
    if (clean.doubtful().isEmpty()) {
      if (!clean.leftOut().isEmpty()) {
        windows.warmUp(report(WarmUpReport.Outcome.CLEANED, key, clean));
      }
      return clean;
    }
    if (warmUp.prolonged() == MOST_PROLONGED) {
      windows.warmUp(report(WarmUpReport.Outcome.UNCLEAN, key, clean));
      return clean;
    }
    if (warmUp.prolonged() == 0) {
      windows.warmUp(report(WarmUpReport.Outcome.PROLONGED, key, clean));
    }
    warmUp.prolong(Math.max(1, ticks / PART));
    return null;
  }

  private static WarmUpReport report(WarmUpReport.Outcome outcome, String key, CleanWarmUp clean) {
    return new WarmUpReport(key, outcome, clean.leftOut(), clean.doubtful());
  }
}
