package io.tidemark.detector.window;

import java.util.List;

/**
 * A warm-up in which something was wrong.
 *
 * @param key whose it is
 * @param outcome what became of it
 * @param leftOut what was wrong, by feature and in time order
 * @param doubtful features of which more is unlike the rest than can be wrong
 */
public record WarmUpReport(
    String key, Outcome outcome, List<LeftOut> leftOut, List<String> doubtful) {
  public WarmUpReport {
    leftOut = List.copyOf(leftOut);
    doubtful = List.copyOf(doubtful);
  }

  /** What becomes of a warm-up in which something was wrong. */
  public enum Outcome {
    /** It is over; nothing was learned from what was wrong. */
    CLEANED,
    /** It goes on: more was wrong than can be told from what was right. */
    PROLONGED,
    /** It is over because it had gone on for as long as it may; all of it was taken for normal. */
    UNCLEAN
  }

  /** The report as a sentence without a full stop. */
  @Override
  public String toString() {
    return switch (outcome) {
      case CLEANED -> "warm-up of %s: left out %s".formatted(key, LeftOut.words(leftOut));
      case PROLONGED ->
          "warm-up of %s goes on: more than a quarter of %s is far from the rest"
              .formatted(key, String.join(", ", doubtful));
      case UNCLEAN ->
          "warm-up of %s took all of %s for normal: after three times its length, more than a quarter is still far from the rest"
              .formatted(key, String.join(", ", doubtful));
    };
  }
}
