package io.tidemark.detector.definition;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a feature's values come from.
 *
 * @param from paths of the value, such as {@code readings.Current} or {@code forwardBytes}; the
 *     first counts that is there. Empty: each event counts, whatever it holds
 * @param where only events count whose values fulfil these conditions, by path
 * @param number how a value becomes a number
 */
public record FeatureInput(List<String> from, Map<String, Condition> where, NumberRule number) {
  public FeatureInput {
    from = List.copyOf(from);
    where = Collections.unmodifiableMap(new TreeMap<>(where));
  }

  /** The paths, for people. */
  public String shown() {
    return String.join(" or ", from);
  }
}
