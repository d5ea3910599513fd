package io.tidemark.console.web;

import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.PrintableText;
import org.jspecify.annotations.Nullable;

/** An incident in a list; times in milliseconds since 1970. */
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
    StandingView standing) {

  static IncidentView of(Incident incident) {
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
        StandingView.of(incident.standing()));
  }
}
