package io.tidemark.console.delivery;

import dev.failsafe.RetryPolicy;
import io.tidemark.schemas.option.DurationText;
import java.time.Duration;

/**
 * How a notice that was not taken is tried again: after {@code first}, then twice as long each time
 * up to {@code most}, until {@code giveUpAfter} has passed.
 */
record Retry(Duration first, Duration most, Duration giveUpAfter) {
  private static final double SPREAD = 0.1;

  Retry {
    require(first.compareTo(Duration.ZERO) > 0, "first", first, "longer than 0s");
    require(
        most.compareTo(first) > 0,
        "most",
        most,
        "longer than 'first', " + DurationText.format(first));
    require(
        giveUpAfter.compareTo(first) > 0,
        "giveUpAfter",
        giveUpAfter,
        "longer than 'first', " + DurationText.format(first));
  }

  private static void require(boolean met, String field, Duration value, String accepted) {
    if (!met) {
      throw new IllegalArgumentException(
          "retry."
              + field
              + ": "
              + DurationText.format(value)
              + " is not accepted; it must be "
              + accepted);
    }
  }

  RetryPolicy<Object> policy() {
    return RetryPolicy.builder()
        .handleIf(failure -> failure instanceof DeliveryException it && !it.isPermanent())
        .withBackoff(first, most)
        .withJitter(SPREAD)
        .withMaxAttempts(-1)
        .withMaxDuration(giveUpAfter)
        .build();
  }
}
