package io.tidemark.console.intake;

import io.tidemark.schemas.PrintableText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts records that are no alert or score, or that cannot be kept; warns once a minute. */
final class PassedOver {
  private static final Logger LOG = LoggerFactory.getLogger(PassedOver.class);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int LONGEST = 500;

  private final Clock clock;
  private final AtomicLong count = new AtomicLong();
  private Instant warned = Instant.MIN;

  PassedOver(Clock clock) {
    this.clock = clock;
  }

  /** For the thread that reads. */
  void add(String record, Exception reason) {
    long now = count.incrementAndGet();
    if (clock.instant().isAfter(warned.plus(QUIET))) {
      warned = clock.instant();
      String text = record + ": " + reason.getMessage();
      LOG.warn("Passed over {} records so far, now {}", now, PrintableText.oneLine(text, LONGEST));
    }
  }

  /** Since the start. */
  long count() {
    return count.get();
  }
}
