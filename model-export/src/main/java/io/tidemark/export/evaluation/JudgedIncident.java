package io.tidemark.export.evaluation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An incident that the job reported and that people judged.
 *
 * @param key device, host or observer
 * @param from start of the window that opened it
 * @param to when it ended, exclusive; null while it is open
 * @param real whether something was wrong; otherwise it was judged noise or expected
 */
public record JudgedIncident(String key, Instant from, @Nullable Instant to, boolean real) {

  boolean holds(Instant time) {
    return !time.isBefore(from) && (to == null || time.isBefore(to));
  }
}
