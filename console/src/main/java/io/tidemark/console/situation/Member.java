package io.tidemark.console.situation;

import io.tidemark.console.incident.Incident;
import io.tidemark.console.incident.Sentence;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An incident of a situation, by its newest message. All but the ids is printable.
 *
 * @param ratio highest score over the threshold
 * @param openedAt event time
 * @param updatedAt event time of the newest message
 * @param finding what is or was wrong, in words
 */
record Member(
    String alertId,
    int sequence,
    String detector,
    String key,
    Severity severity,
    boolean isOpen,
    double ratio,
    Instant openedAt,
    Instant updatedAt,
    String finding) {
  /** By severity, then by how far the score is above the threshold, then the earliest. */
  static final Comparator<Member> MOST_TELLING_FIRST =
      Comparator.comparing(Member::severity)
          .thenComparing(Member::ratio)
          .reversed()
          .thenComparing(Member::openedAt)
          .thenComparing(Member::alertId);

  private static final int LONGEST_FINDING = 200;
  private static final int LONGEST_NAME = 100;

  /**
   * The member that a message is about.
   *
   * @param before what was known of it; null for nothing
   */
  static Member of(AnomalyAlert alert, @Nullable Member before) {
    boolean ended = Incident.ends(alert.getState());
    // Messages explain the worst so far; only an end may have nothing to explain.
    boolean explained = !ended || !alert.getFeatures().isEmpty();
    String finding =
        before == null || explained
            ? PrintableText.of(Sentence.finding(alert), LONGEST_FINDING)
            : before.finding();
    return new Member(
        alert.getAlertId(),
        alert.getSequence(),
        PrintableText.of(alert.getDetector(), LONGEST_NAME),
        PrintableText.of(name(alert), LONGEST_NAME),
        alert.getSeverity(),
        !ended,
        alert.getPeakScore() / alert.getThreshold(),
        alert.getOpenedAt(),
        alert.getUpdatedAt(),
        finding);
  }

  private static String name(AnomalyAlert alert) {
    return Traits.ALL_KEYS.equals(alert.getKey())
        ? "all keys of " + alert.getDetector()
        : alert.getKey();
  }

  /** The same member, no longer open. */
  Member ended() {
    return new Member(
        alertId, sequence, detector, key, severity, false, ratio, openedAt, updatedAt, finding);
  }

  /** The member as a line of its own. */
  String line() {
    return (isOpen ? severity.name() : "ended") + " " + detector + " " + key + ": " + finding;
  }
}
