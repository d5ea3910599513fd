package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of the events say whom they are about.
 *
 * @param paths one field, or two that are joined
 * @param doubt what is uncertain about it; null for nothing
 */
record KeyChoice(List<String> paths, @Nullable String doubt) {
  private static final double PRESENT = 0.95;
  private static final int FEWEST_OF_A_KEY = 5;
  private static final double TOO_MANY_COLLISIONS = 0.3;
  private static final double FEW_COLLISIONS = 0.05;
  private static final int PAIRED = 6;
  private static final int ANSWERS = 4;

  /** A field that may be the key. */
  private record Found(
      List<String> paths, double score, double collisions, double identity, int keys) {}

  KeyChoice {
    paths = List.copyOf(paths);
  }

  /** The key of an event; null where it has none. */
  @Nullable String of(SampledEvent event) {
    return key(event, paths);
  }

  private static @Nullable String key(SampledEvent event, List<String> paths) {
    StringBuilder key = new StringBuilder();
    for (String path : paths) {
      JsonNode leaf = event.leaf(path);
      if (leaf.isMissingNode()) {
        return null;
      }
      key.append(key.isEmpty() ? "" : "/").append(leaf.asText());
    }
    return key.toString();
  }

  /**
   * Chooses.
   *
   * @param all events of which each has a value besides its time
   */
  static KeyChoice of(List<SampledEvent> all, TimeChoice time, Questions questions) {
    Map<String, Integer> counts = new HashMap<>();
    all.forEach(event -> event.leaves().keySet().forEach(p -> counts.merge(p, 1, Integer::sum)));
    List<Found> found = new ArrayList<>();
    counts.forEach(
        (path, count) -> {
          boolean other = path.equals(time.path()) || time.others().contains(path);
          if (!other && count >= PRESENT * all.size()) {
            Found candidate = look(List.of(path), all, time);
            if (candidate != null) {
              found.add(candidate);
            }
          }
        });
    Comparator<Found> order =
        Comparator.comparingDouble(Found::score)
            .thenComparing(f -> -String.join("", f.paths()).length())
            .thenComparing(f -> f.paths().get(0), Comparator.reverseOrder());
    found.sort(order.reversed());
    if (found.isEmpty()) {
      return all.stream().anyMatch(event -> event.leaves().containsKey("@key"))
          ? new KeyChoice(
              List.of("@key"), "no field distinguishes devices; the record's key is used")
          : new KeyChoice(
              List.of("@topic"), "no field distinguishes devices; all events have one key");
    }
    Found best = found.get(0);
    if (best.collisions() > TOO_MANY_COLLISIONS) {
      Found pair = pair(found, all, time);
      if (pair != null) {
        return new KeyChoice(
            pair.paths(), "neither field alone distinguishes events of the same moment");
      }
    }
    List<String> options =
        found.stream().limit(ANSWERS).map(candidate -> candidate.paths().get(0)).toList();
    String answer = questions.ask("Which field is the name of the device or host?", options);
    return answer.equals(options.get(0))
        ? new KeyChoice(best.paths(), doubt(best, found))
        : new KeyChoice(List.of(answer), null);
  }

  private static @Nullable String doubt(Found best, List<Found> found) {
    if (best.identity() <= 0) {
      return "no field has the name of a device; this one distinguishes the series best";
    }
    return found.stream()
        .filter(other -> other != best && other.score() > best.score() - 0.5)
        .filter(other -> other.keys() != best.keys())
        .findFirst()
        .map(other -> other.paths().get(0) + " could be it as well")
        .orElse(null);
  }

  private static @Nullable Found pair(List<Found> found, List<SampledEvent> all, TimeChoice time) {
    Found best = null;
    int most = Math.min(PAIRED, found.size());
    for (int i = 0; i < most; i++) {
      for (int j = 0; j < most; j++) {
        String one = found.get(i).paths().get(0);
        String other = found.get(j).paths().get(0);
        if (one.length() < other.length() || (i != j && one.length() == other.length() && i < j)) {
          Found pair = look(List.of(one, other), all, time);
          if (pair != null
              && pair.collisions() < FEW_COLLISIONS
              && (best == null || pair.score() > best.score())) {
            best = pair;
          }
        }
      }
    }
    return best;
  }

  /** Which metric a plain value is of, where the event says it elsewhere than in its key. */
  private static String metric(SampledEvent event, List<String> key) {
    return event.leaves().keySet().stream()
        .filter(path -> Words.isMetricName(path) && !key.contains(path))
        .min(Comparator.comparingInt(Words::metricRank).thenComparing(String::length))
        .map(path -> event.leaf(path).asText())
        .orElse("");
  }

  private static @Nullable Found look(List<String> paths, List<SampledEvent> all, TimeChoice time) {
    double identity = paths.stream().mapToDouble(Words::identity).average().orElse(0);
    Set<String> keys = new HashSet<>();
    Set<String> pairs = new HashSet<>();
    Set<String> seen = new HashSet<>();
    long values = 0;
    long collisions = 0;
    int having = 0;
    for (SampledEvent event : all) {
      String key = key(event, paths);
      if (key == null) {
        continue;
      }
      for (String path : paths) {
        JsonNode leaf = event.leaf(path);
        if (!leaf.isTextual() && !leaf.isIntegralNumber()
            || (Numbers.isNumber(leaf) && identity < 1)) {
          return null;
        }
      }
      having++;
      keys.add(key);
      pairs.add(key + "\n" + Objects.toString(event.leaves().get("@key"), ""));
      OptionalLong micros = time.micros(event);
      for (Map.Entry<String, JsonNode> leaf : event.leaves().entrySet()) {
        if (Numbers.isNumber(leaf.getValue()) && !leaf.getKey().startsWith("@")) {
          values++;
          String metric = Words.isPlainValue(leaf.getKey()) ? metric(event, paths) : "";
          String place = key + "\n" + micros + "\n" + leaf.getKey() + "\n" + metric;
          collisions += seen.add(place) ? 0 : 1;
        }
      }
    }
    if (keys.size() > 1 && keys.size() > having / FEWEST_OF_A_KEY) {
      return null;
    }
    double collided = values == 0 ? 0 : (double) collisions / values;
    double score = identity + 3 * (1 - collided) + Math.min(2, 0.3 * Math.log(keys.size()));
    boolean ofTheRecord =
        keys.size() > 1 && pairs.size() == keys.size() && all.get(0).leaves().containsKey("@key");
    score += ofTheRecord && !paths.contains("@key") ? 1.5 : 0;
    score -= paths.contains("@key") || paths.contains("@topic") ? 1 : 0;
    return new Found(paths, score, collided, identity, keys.size());
  }
}
