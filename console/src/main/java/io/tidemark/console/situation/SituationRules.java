package io.tidemark.console.situation;

import io.tidemark.schemas.option.DurationText;
import java.time.Duration;
import java.util.Set;

/**
 * Which incidents belong together.
 *
 * @param within most event time between the openings of two incidents that belong together
 * @param by names of the tags that relate incidents; empty: any tag does
 */
public record SituationRules(Duration within, Set<String> by) {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Within a minute, by any tag. */
  public static final SituationRules DEFAULT = new SituationRules(Duration.ofMinutes(1), Set.of());

  public SituationRules {
    if (within.isNegative() || within.isZero() || within.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "within: "
              + DurationText.format(within)
              + " is not accepted; more than 0s and at most 1h");
    }
    by = Set.copyOf(by);
  }
}
