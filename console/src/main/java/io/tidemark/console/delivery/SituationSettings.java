package io.tidemark.console.delivery;

import io.tidemark.console.situation.SituationRules;
import io.tidemark.schemas.option.DurationText;
import java.time.Duration;

/**
 * How incidents that belong together are delivered as one.
 *
 * @param waitFor how long an incident waits for others before its first message is delivered
 */
record SituationSettings(SituationRules rules, Duration waitFor) {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  static final SituationSettings DEFAULT =
      new SituationSettings(SituationRules.DEFAULT, Duration.ofSeconds(10));

  SituationSettings {
    if (waitFor.isNegative() || waitFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "waitFor: " + DurationText.format(waitFor) + " is not accepted; from 0s to 10m");
    }
  }
}
