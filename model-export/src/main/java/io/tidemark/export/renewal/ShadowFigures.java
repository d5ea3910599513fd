package io.tidemark.export.renewal;

import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ShadowReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the job reported of a model in the shadow, over all subtasks.
 *
 * @param windows that both models judged
 * @param onlyCandidate those that the candidate alone called anomalous
 * @param servingMicros what a window cost the serving model
 * @param candidateMicros what a window cost the candidate
 */
public record ShadowFigures(
    long windows, long onlyCandidate, double servingMicros, double candidateMicros) {

  /**
   * Adds up the newest report of each subtask.
   *
   * @param events of the control topic, in their order
   * @param digest of the candidate
   * @param since when its shadow began
   */
  public static ShadowFigures of(List<ControlEvent> events, String digest, Instant since) {
    Map<Integer, ShadowReport> newest = new HashMap<>();
    for (ControlEvent event : events) {
      ShadowReport report = event.getShadow();
      if (report != null && digest.equals(event.getDigest()) && !event.getTime().isBefore(since)) {
        newest.put(report.getSubtask(), report);
      }
    }
    long windows = 0;
    long only = 0;
    double serving = 0;
    double candidate = 0;
    for (ShadowReport report : newest.values()) {
      windows += report.getWindows();
      only += report.getOnlyCandidate();
      serving += report.getServingMicros() * report.getWindows();
      candidate += report.getCandidateMicros() * report.getWindows();
    }
    double all = Math.max(1, windows);
    return new ShadowFigures(windows, only, serving / all, candidate / all);
  }
}
