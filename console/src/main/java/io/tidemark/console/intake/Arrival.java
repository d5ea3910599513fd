package io.tidemark.console.intake;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.WindowScore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came from Kafka: one of the three.
 *
 * @param time event time; of an action the wall clock
 */
record Arrival(
    Instant time,
    @Nullable AnomalyAlert alert,
    @Nullable WindowScore score,
    @Nullable IncidentAction action) {
  static Arrival of(AnomalyAlert alert) {
    return new Arrival(alert.getUpdatedAt(), alert, null, null);
  }

  static Arrival of(WindowScore score) {
    return new Arrival(score.getWindowEnd(), null, score, null);
  }

  static Arrival of(IncidentAction action) {
    return new Arrival(action.getTime(), null, null, action);
  }
}
