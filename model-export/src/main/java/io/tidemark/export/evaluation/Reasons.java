package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.window.Unwatched;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How much was not watched, by the reason: as text and as JSON. */
public final class Reasons {
  private static final Comparator<Map.Entry<Unwatched, Number>> LARGEST_FIRST =
      Comparator.comparingLong(
          (Map.Entry<Unwatched, Number> reason) -> -reason.getValue().longValue());

  private Reasons() {}

  /** Such as {@code warm-up 300, gap 12}: the most frequent first; empty where there is none. */
  public static String words(Map<Unwatched, ? extends Number> counts) {
    return new TreeMap<Unwatched, Number>(counts)
        .entrySet().stream()
            .sorted(LARGEST_FIRST)
            .map(
                reason ->
                    String.format(
                        Locale.ROOT,
                        "%s %,d",
                        reason.getKey().words(),
                        reason.getValue().longValue()))
            .collect(Collectors.joining(", "));
  }

  static void put(ObjectNode json, Map<Unwatched, ? extends Number> counts) {
    for (Unwatched reason : Unwatched.values()) {
      Number count = counts.get(reason);
      if (count != null) {
        json.put(reason.name(), count.longValue());
      }
    }
  }
}
