package io.tidemark.export.evaluation;

import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An incident as its alerts reported it.
 *
 * @param alertId the id on the alerts topic
 * @param key device, host or observer
 * @param openedAt end of the window that opened it
 * @param reopenedAt ends of the windows with which it came back after it had been resolved
 * @param resolvedAt end of the window that resolved it or made it the new normal; null while it was
 *     open at the table's end
 * @param severity the highest reported
 * @param peakScore highest score
 * @param threshold what the first score was held against
 * @param features what explains its worst window, largest share first
 */
public record IncidentRecord(
    String alertId,
    String key,
    Instant openedAt,
    List<Instant> reopenedAt,
    @Nullable Instant resolvedAt,
    Severity severity,
    double peakScore,
    double threshold,
    List<FeatureDeviation> features) {

  /** The incident that an alert opens. */
  public static IncidentRecord opened(AnomalyAlert alert) {
    return new IncidentRecord(
        alert.getAlertId(),
        alert.getKey(),
        alert.getOpenedAt(),
        List.of(),
        null,
        alert.getSeverity(),
        alert.getPeakScore(),
        alert.getThreshold(),
        List.copyOf(alert.getFeatures()));
  }

  /** This incident after another alert of it. */
  public IncidentRecord after(AnomalyAlert alert) {
    boolean worse = alert.getSeverity().compareTo(severity) > 0;
    return new IncidentRecord(
        alertId,
        key,
        openedAt,
        alert.getChange() == AlertChange.REOPENED ? with(alert.getUpdatedAt()) : reopenedAt,
        ended(alert.getState()) ? alert.getUpdatedAt() : null,
        worse ? alert.getSeverity() : severity,
        Math.max(peakScore, alert.getPeakScore()),
        threshold,
        alert.getFeatures().isEmpty() ? features : List.copyOf(alert.getFeatures()));
  }

  private List<Instant> with(Instant reopening) {
    return Stream.concat(reopenedAt.stream(), Stream.of(reopening)).toList();
  }

  /** Whether it opens or comes back within a stretch of time, without its start. */
  public boolean beginsWithin(Instant start, Instant end) {
    return Stream.concat(Stream.of(openedAt), reopenedAt.stream())
        .anyMatch(at -> at.isAfter(start) && !at.isAfter(end));
  }

  /** A moment in the last tick of the window that opened it. */
  Instant openingTick() {
    return openedAt.minusMillis(1);
  }

  private static boolean ended(AlertState state) {
    return state == AlertState.RESOLVED || state == AlertState.NEW_NORMAL;
  }
}
