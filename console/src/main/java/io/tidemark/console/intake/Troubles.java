package io.tidemark.console.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What does not work now, for those who look at the console. Thread-safe. */
final class Troubles {
  /** What the console does, the gravest to fail first. */
  enum Work {
    KEEPING,
    READING,
    FORGETTING
  }

  /** Longer than any pause between two tries: what fails is noted again within this time. */
  private static final Duration LASTS = Duration.ofMinutes(2);

  private record Trouble(String reason, Instant since) {}

  private final Clock clock;
  private final Map<Work, Trouble> troubles = new EnumMap<>(Work.class);

  Troubles(Clock clock) {
    this.clock = clock;
  }

  synchronized void failed(Work work, RuntimeException reason) {
    troubles.put(work, new Trouble(String.valueOf(reason.getMessage()), clock.instant()));
  }

  synchronized void works(Work work) {
    troubles.remove(work);
  }

  /** Why the gravest of it fails; null while all is well. */
  synchronized @Nullable String reason() {
    Instant now = clock.instant();
    for (Trouble trouble : troubles.values()) {
      if (trouble.since().plus(LASTS).isAfter(now)) {
        return trouble.reason();
      }
    }
    return null;
  }
}
