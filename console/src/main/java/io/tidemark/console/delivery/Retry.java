package io.tidemark.console.delivery;

import dev.failsafe.RetryPolicy;
import java.time.Duration;

/**
 * How a notice that was not taken is tried again: after {@code first}, then twice as long each time
 * up to {@code most}, until {@code giveUpAfter} has passed.
 */
record Retry(Duration first, Duration most, Duration giveUpAfter) {
  private static final double SPREAD = 0.1;

  Retry {
    if (first.isNegative() || first.isZero() || most.compareTo(first) <= 0) {
      throw new IllegalArgumentException("retry: 'first' is above 0s and 'most' above 'first'");
    }
    if (giveUpAfter.compareTo(first) < 0) {
      throw new IllegalArgumentException("retry: 'giveUpAfter' is at least 'first'");
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
