package io.tidemark.cli.demo;

import io.tidemark.pipeline.LocalJob;
import java.util.Map;

/** What the job has counted; zeros where it does not say yet. */
record DemoTotals(
    long observations,
    long windowsScored,
    long deadLetters,
    long lateEvents,
    long alertsOpened,
    long alertsReopened,
    long alertsResolved) {

  static DemoTotals of(Map<String, Object> accumulators) {
    return new DemoTotals(
        number(accumulators, "observations"),
        number(accumulators, "windowsScored"),
        number(accumulators, "deadLetters"),
        number(accumulators, "lateEvents"),
        number(accumulators, "alertsOpened"),
        number(accumulators, "alertsReopened"),
        number(accumulators, "alertsResolved"));
  }

  /** Incidents that are open. */
  long open() {
    return alertsOpened + alertsReopened - alertsResolved;
  }

  /** As the job tells now. */
  static DemoTotals of(LocalJob job) {
    try {
      return of(job.totals());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return of(Map.of());
    }
  }

  private static long number(Map<String, Object> accumulators, String name) {
    return accumulators.get(name) instanceof Long number ? number : 0;
  }
}
