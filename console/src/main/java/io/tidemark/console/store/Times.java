package io.tidemark.console.store;

import io.tidemark.schemas.EpochMicros;
import java.time.Instant;

/** Times as the database keeps them: microseconds since 1970, as in the records. */
final class Times {
  private Times() {}

  static long micros(Instant time) {
    return EpochMicros.of(time);
  }

  static Instant instant(long micros) {
    return EpochMicros.at(micros);
  }
}
