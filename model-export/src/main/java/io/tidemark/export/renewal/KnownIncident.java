package io.tidemark.export.renewal;

import io.tidemark.schemas.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident that the job has reported, and what people said of it.
 *
 * @param alertId the id on the alerts topic
 * @param key device, host or observer
 * @param from start of the window that opened it, event time
 * @param to when it ended, event time, exclusive; null while it is open
 * @param newNormal whether it ended in a new normal
 * @param feedback what people said of it; null where nobody said anything
 */
public record KnownIncident(
    String alertId,
    String key,
    Instant from,
    @Nullable Instant to,
    boolean newNormal,
    @Nullable Verdict feedback) {

  /**
   * Whether the key was not normal meanwhile: people say so, or nobody says anything and it did not
   * end in a new normal.
   */
  public boolean abnormal() {
    return feedback == null ? !newNormal : real();
  }

  /** Whether people say that something was wrong. */
  public boolean real() {
    return feedback == Verdict.REAL;
  }

  /** Whether it has something in common with a stretch of time, whose end is exclusive. */
  boolean touches(long fromMillis, long toMillis) {
    return from.toEpochMilli() < toMillis && (to == null || to.toEpochMilli() > fromMillis);
  }
}
