package io.tidemark.console.detector;

import io.tidemark.schemas.ShadowReport;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate in the shadow compares with the model that serves, over all subtasks.
 *
 * @param windows that both models judged
 * @param both windows that both found anomalous
 * @param onlyServing windows that only the serving model found anomalous
 * @param onlyCandidate windows that only the candidate found anomalous
 * @param correlation of their scores, the mean of the subtasks by windows; null while not known
 * @param servingMicros what a window costs the serving model
 * @param candidateMicros what a window costs the candidate
 */
public record ShadowFigures(
    long windows,
    long both,
    long onlyServing,
    long onlyCandidate,
    @Nullable Double correlation,
    double servingMicros,
    double candidateMicros) {

  /**
   * How many keys are calibrated for a model that was promoted.
   *
   * @param keys that the job knew then
   * @param ready those of them that were calibrated
   */
  public record Readiness(long keys, long ready) {}

  /** Adds up the newest report of each subtask; null where there is none. */
  static @Nullable ShadowFigures of(Collection<ShadowReport> reports) {
    if (reports.isEmpty()) {
      return null;
    }
    long windows = 0;
    long both = 0;
    long onlyServing = 0;
    long onlyCandidate = 0;
    double serving = 0;
    double candidate = 0;
    double correlation = 0;
    long correlated = 0;
    for (ShadowReport report : reports) {
      windows += report.getWindows();
      both += report.getBoth();
      onlyServing += report.getOnlyServing();
      onlyCandidate += report.getOnlyCandidate();
      serving += report.getServingMicros() * report.getWindows();
      candidate += report.getCandidateMicros() * report.getWindows();
      if (report.getCorrelation() != null) {
        correlation += report.getCorrelation() * report.getWindows();
        correlated += report.getWindows();
      }
    }
    double all = Math.max(1, windows);
    return new ShadowFigures(
        windows,
        both,
        onlyServing,
        onlyCandidate,
        correlated == 0 ? null : correlation / correlated,
        serving / all,
        candidate / all);
  }

  /** Adds up the keys that subtasks counted at a promotion; null where none has. */
  static @Nullable Readiness readiness(Collection<ShadowReport> reports) {
    Readiness sum = null;
    for (ShadowReport report : reports) {
      if (report.getKeys() != null) {
        long ready = Objects.requireNonNullElse(report.getKeysReady(), 0L);
        sum =
            sum == null
                ? new Readiness(report.getKeys(), ready)
                : new Readiness(sum.keys() + report.getKeys(), sum.ready() + ready);
      }
    }
    return sum;
  }
}
