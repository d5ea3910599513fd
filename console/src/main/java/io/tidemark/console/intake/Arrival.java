package io.tidemark.console.intake;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.WindowScore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came from Kafka: one of the two.
 *
 * @param time event time
 */
record Arrival(Instant time, @Nullable AnomalyAlert alert, @Nullable WindowScore score) {
  static Arrival of(AnomalyAlert alert) {
    return new Arrival(alert.getUpdatedAt(), alert, null);
  }

  static Arrival of(WindowScore score) {
    return new Arrival(score.getWindowEnd(), null, score);
  }
}
