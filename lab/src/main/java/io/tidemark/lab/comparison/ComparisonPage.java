package io.tidemark.lab.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.export.page.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code comparison.html}: the table, bars of quality and cost, learning curves, and the scores
 * over time of every contender on the keys that were hardest.
 */
public final class ComparisonPage {
  private static final int KEYS = 3;
  private static final int POINTS = 1000;

  private ComparisonPage() {}

  /**
   * Writes the page.
   *
   * @throws IOException when the file cannot be written
   */
  public static void write(ObjectNode comparison, List<Contender> contenders, Path file)
      throws IOException {
    ObjectNode data = comparison.deepCopy();
    data.path("contenders").forEach(one -> ((ObjectNode) one.path("metrics")).remove("incidents"));
    ArrayNode hardest = data.putArray("hardest");
    for (HardKey key : hardest(comparison)) {
      ObjectNode line = hardest.addObject().put("key", key.key());
      line.put("meanVusPr", Double.isNaN(key.meanVusPr()) ? null : (Double) key.meanVusPr());
      ArrayNode charts = line.putArray("charts");
      contenders.forEach(one -> charts.add(one.metrics().chart(key.key(), POINTS).orElseThrow()));
    }
    new Page(ComparisonPage.class, "comparison").write(data, file);
  }

  private record HardKey(String key, double meanVusPr) {}

  /** Keys by the mean of their VUS-PR over contenders, the lowest first; the rest without one. */
  private static List<HardKey> hardest(JsonNode comparison) {
    Map<String, List<Double>> byKey = new HashMap<>();
    for (JsonNode contender : comparison.path("contenders")) {
      for (JsonNode key : contender.path("metrics").path("perKey")) {
        List<Double> known =
            byKey.computeIfAbsent(key.path("key").asText(), unseen -> new ArrayList<>());
        if (key.path("vusPr").isNumber()) {
          known.add(key.path("vusPr").asDouble());
        }
      }
    }
    return byKey.entrySet().stream()
        .map(entry -> new HardKey(entry.getKey(), mean(entry.getValue())))
        .sorted(Comparator.comparingDouble(HardKey::meanVusPr).thenComparing(HardKey::key))
        .limit(KEYS)
        .toList();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
