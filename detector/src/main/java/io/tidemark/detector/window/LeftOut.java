package io.tidemark.detector.window;

import java.time.Instant;
import java.util.List;

/**
 * Values of a feature that are wrong, so that nothing is learned from them.
 *
 * @param feature its name
 * @param from start of the first tick
 * @param to end of the last tick, exclusive
 * @param ticks how many in a row, at least 1
 */
public record LeftOut(String feature, Instant from, Instant to, int ticks) {
  private static final int MOST_NAMED = 3;

  @Override
  public String toString() {
    return ticks == 1
        ? "%s at %s".formatted(feature, from)
        : "%s from %s to %s (%d ticks)".formatted(feature, from, to, ticks);
  }

  /** The first few of them as words, and how many more there are. */
  public static String words(List<LeftOut> all) {
    List<String> first = all.stream().limit(MOST_NAMED).map(LeftOut::toString).toList();
    int more = all.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
