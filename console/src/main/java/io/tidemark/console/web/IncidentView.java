package io.tidemark.console.web;

import io.tidemark.console.incident.Incident;
import io.tidemark.console.store.SituationFigures;
import io.tidemark.schemas.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * An incident in a list; times in milliseconds since 1970.
 *
 * @param situation the situation of several incidents that it belongs to; null for none
 * @param silenced whether a silence holds back its messages, at its opening or at its newest one
 */
record IncidentView(
    String id,
    String state,
    String detector,
    String key,
    String severity,
    long openedAt,
    long updatedAt,
    @Nullable Double score,
    @Nullable Double peakScore,
    @Nullable Double threshold,
    @Nullable Double pValue,
    String reason,
    @Nullable String verdict,
    StandingView standing,
    @Nullable Situation situation,
    boolean silenced) {

  /**
   * A situation of several incidents.
   *
   * @param size how many incidents belong to it
   * @param open how many of them last
   * @param severity the highest of them
   */
  record Situation(String id, int size, int open, String severity) {
    static Situation of(String id, SituationFigures figures) {
      return new Situation(id, figures.size(), figures.open(), figures.severity().name());
    }
  }

  static IncidentView of(Incident incident, @Nullable Situation situation, boolean silenced) {
    return new IncidentView(
        incident.alertId(),
        incident.state().name(),
        PrintableText.of(incident.detector()),
        PrintableText.of(incident.key()),
        incident.severity().name(),
        incident.openedAt().toEpochMilli(),
        incident.updatedAt().toEpochMilli(),
        Json.finite(incident.score()),
        Json.finite(incident.peakScore()),
        Json.finite(incident.threshold()),
        Json.finite(incident.pValue()),
        PrintableText.of(incident.reason()),
        incident.verdict() == null ? null : incident.verdict().name(),
        StandingView.of(incident.standing()),
        situation,
        silenced);
  }
}
