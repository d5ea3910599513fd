package io.tidemark.console.incident;

import io.tidemark.console.action.Standing;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident as its newest message tells it.
 *
 * @param sequence of the newest message
 * @param openedAt event time
 * @param updatedAt event time of the newest message
 * @param reason what deviated from what at its peak, in at most {@value LONGEST_REASON} characters
 * @param verdict what a person said of it; null where nobody has
 * @param standing by what people did about it
 * @param situation id of the situation that it belongs to; null where that is not known
 */
public record Incident(
    String alertId,
    int sequence,
    AlertState state,
    String detector,
    String key,
    Severity severity,
    Instant openedAt,
    Instant updatedAt,
    double score,
    double peakScore,
    double threshold,
    double pValue,
    String reason,
    @Nullable Verdict verdict,
    Standing standing,
    @Nullable String situation) {
  /** Characters of a reason; the messages of the incident have the whole text. */
  public static final int LONGEST_REASON = 500;

  /** Cuts a reason that is too long for a list. */
  public Incident {
    reason = PrintableText.of(reason, LONGEST_REASON);
  }

  /** The incident that a message tells of, unjudged. */
  public static Incident of(AnomalyAlert alert) {
    return new Incident(
        alert.getAlertId(),
        alert.getSequence(),
        alert.getState(),
        alert.getDetector(),
        alert.getKey(),
        alert.getSeverity(),
        alert.getOpenedAt(),
        alert.getUpdatedAt(),
        alert.getScore(),
        alert.getPeakScore(),
        alert.getThreshold(),
        alert.getPValue(),
        Sentence.finding(alert),
        null,
        Standing.NONE,
        null);
  }

  /** The same incident in a situation. */
  public Incident in(String id) {
    return new Incident(
        alertId, sequence, state, detector, key, severity, openedAt, updatedAt, score, peakScore,
        threshold, pValue, reason, verdict, standing, id);
  }

  /** Whether it still lasts. */
  public boolean isOpen() {
    return !ends(state);
  }

  /** Whether a message with this state is an incident's last. */
  public static boolean ends(AlertState state) {
    return state == AlertState.RESOLVED || state == AlertState.NEW_NORMAL;
  }
}
