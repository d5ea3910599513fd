package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the events may be features: each path of numbers, or, where one path holds several series
 * of a key, each series.
 */
final class Candidates {
  private static final int MOST = 120;
  private static final int FEWEST_VALUES = 8;
  private static final double RAREST = 0.005;
  private static final int MOST_STATES = 6;
  private static final int MOST_SERIES = 12;
  private static final double COLLIDING = 0.05;
  private static final double APART = 0.01;
  private static final Set<String> TOTALS = Set.of("total", "all", "_total", "cpu-total", "sum");

  private final List<SampledEvent> events;
  private final KeyChoice key;
  private final TimeChoice time;
  private final Predicate<String> ignored;
  private final List<LeftOut> leftOut;
  private final Map<String, List<SampledEvent>> byPath = new LinkedHashMap<>();

  /**
   * @param ignored paths that are no features
   * @param leftOut takes what is left out
   */
  Candidates(
      List<SampledEvent> events,
      KeyChoice key,
      TimeChoice time,
      Predicate<String> ignored,
      List<LeftOut> leftOut) {
    this.events = events;
    this.key = key;
    this.time = time;
    this.ignored = ignored;
    this.leftOut = leftOut;
    PathOrder.of(events).forEach(path -> byPath.put(path, new ArrayList<>()));
    for (SampledEvent event : events) {
      event
          .leaves()
          .keySet()
          .forEach(path -> byPath.computeIfAbsent(path, p -> new ArrayList<>()).add(event));
    }
  }

  List<Candidate> find() {
    List<Candidate> found = new ArrayList<>();
    byPath.forEach(
        (path, having) -> {
          if (!isOther(path) && !ignored.test(path) && isFrequent(having, path)) {
            split(path, having, found);
          }
        });
    time.others().stream()
        .filter(path -> !ignored.test(path))
        .sorted()
        .forEach(path -> leftOut.add(new LeftOut(path, "another time")));
    List<Candidate> named = Names.unique(found);
    for (Candidate beyond : named.subList(Math.min(MOST, named.size()), named.size())) {
      leftOut.add(new LeftOut(shown(beyond), "there are more than " + MOST + " candidates"));
    }
    return named.subList(0, Math.min(MOST, named.size()));
  }

  static String shown(Candidate candidate) {
    String from = String.join(" or ", candidate.from());
    return candidate.where().isEmpty()
        ? from
        : from
            + candidate.where().entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .sorted()
                .collect(Collectors.joining(", ", " (", ")"));
  }

  private boolean isOther(String path) {
    return path.startsWith("@") && !path.equals("@value")
        || path.equals(time.path())
        || time.others().contains(path)
        || key.paths().contains(path);
  }

  private boolean isFrequent(List<SampledEvent> having, String path) {
    boolean frequent = having.size() >= Math.max(FEWEST_VALUES, RAREST * events.size());
    if (!frequent && having.stream().anyMatch(e -> Numbers.isNumber(e.leaf(path)))) {
      leftOut.add(new LeftOut(path, "in " + having.size() + " of " + events.size() + " events"));
    }
    return frequent;
  }

  private void split(String path, List<SampledEvent> having, List<Candidate> found) {
    List<String> dimensions = dimensions(path, having);
    if (dimensions.isEmpty()) {
      add(path, Map.of(), having, found);
      return;
    }
    Map<Map<String, String>, List<SampledEvent>> series = new LinkedHashMap<>();
    for (SampledEvent event : having) {
      Map<String, String> values = new TreeMap<>();
      dimensions.forEach(d -> values.put(d, event.leaf(d).asText()));
      series.computeIfAbsent(values, v -> new ArrayList<>()).add(event);
    }
    List<Map<String, String>> totals =
        series.keySet().stream()
            .filter(values -> values.values().stream().anyMatch(TOTALS::contains))
            .toList();
    List<Map<String, String>> chosen =
        totals.isEmpty()
            ? series.keySet().stream()
                .sorted(
                    Comparator.comparingInt(
                            (Map<String, String> values) ->
                                -series.getOrDefault(values, List.of()).size())
                        .thenComparing(Map::toString))
                .toList()
            : totals;
    int kept = 0;
    for (Map<String, String> values : chosen) {
      if (kept < MOST_SERIES) {
        kept += add(path, values, series.getOrDefault(values, List.of()), found) ? 1 : 0;
      }
    }
    if (series.size() > kept && kept > 0) {
      leftOut.add(
          new LeftOut(
              path,
              "of "
                  + series.size()
                  + " series by "
                  + String.join(" and ", dimensions)
                  + " only "
                  + kept
                  + (totals.isEmpty() ? " are features" : " is a feature, the total")));
    }
  }

  /** Paths whose values tell the series of one path apart; none where there is one series. */
  private List<String> dimensions(String path, List<SampledEvent> having) {
    double collisions = collisions(path, having, List.of());
    List<String> chosen = new ArrayList<>();
    boolean plain = Words.isPlainValue(path);
    while (chosen.size() < 2 && (collisions > (chosen.isEmpty() ? COLLIDING : APART))) {
      String best = null;
      double least = collisions * 0.7;
      for (String dimension : labels(having)) {
        if (!chosen.contains(dimension)) {
          List<String> tried = new ArrayList<>(chosen);
          tried.add(dimension);
          double left = collisions(path, having, tried) + 1e-4 * Words.metricRank(dimension);
          if (left < least) {
            least = left;
            best = dimension;
          }
        }
      }
      if (best == null) {
        break;
      }
      chosen.add(best);
      collisions = collisions(path, having, chosen);
    }
    if (plain && chosen.stream().noneMatch(Words::isMetricName)) {
      metricName(having).ifPresent(name -> chosen.add(0, name));
    }
    return chosen;
  }

  /** The path that names the metric of each value; it may be the same in all events. */
  private Optional<String> metricName(List<SampledEvent> having) {
    return having.get(0).leaves().keySet().stream()
        .filter(path -> Words.isMetricName(path) && !isOther(path))
        .filter(path -> having.stream().allMatch(event -> event.leaf(path).isTextual()))
        .filter(path -> having.stream().map(e -> e.leaf(path).asText()).distinct().count() <= 50)
        .min(Comparator.comparingInt(Words::metricRank).thenComparing(String::length));
  }

  /** Text paths with some values, which one key has several of. */
  private List<String> labels(List<SampledEvent> having) {
    Map<String, Map<String, Set<String>>> values = new TreeMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (SampledEvent event : having) {
      String of = key.of(event);
      for (Map.Entry<String, JsonNode> leaf : event.leaves().entrySet()) {
        if (!isOther(leaf.getKey())
            && leaf.getValue().isTextual()
            && !Numbers.isNumber(leaf.getValue())) {
          counts.merge(leaf.getKey(), 1, Integer::sum);
          values
              .computeIfAbsent(leaf.getKey(), p -> new HashMap<>())
              .computeIfAbsent(String.valueOf(of), k -> new HashSet<>())
              .add(leaf.getValue().asText());
        }
      }
    }
    return values.entrySet().stream()
        .filter(entry -> counts.getOrDefault(entry.getKey(), 0) == having.size())
        .filter(entry -> several(entry.getValue().values()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean several(Iterable<Set<String>> ofKeys) {
    Set<String> all = new HashSet<>();
    boolean several = false;
    for (Set<String> values : ofKeys) {
      several |= values.size() > 1;
      all.addAll(values);
    }
    return several && all.size() <= 50;
  }

  /** Share of a path's values that share key, moment and labels with another. */
  private double collisions(String path, List<SampledEvent> having, List<String> labels) {
    Set<String> seen = new HashSet<>();
    int collisions = 0;
    for (SampledEvent event : having) {
      StringBuilder place = new StringBuilder(String.valueOf(key.of(event)));
      place.append('\n').append(time.micros(event));
      labels.forEach(label -> place.append('\n').append(event.leaf(label).asText()));
      collisions += seen.add(place.toString()) ? 0 : 1;
    }
    return (double) collisions / having.size();
  }

  private boolean add(
      String path, Map<String, String> where, List<SampledEvent> having, List<Candidate> found) {
    if (having.size() < FEWEST_VALUES) {
      return false;
    }
    int numbers = 0;
    int booleans = 0;
    int decimals = 0;
    Map<String, Integer> texts = new TreeMap<>();
    for (SampledEvent event : having) {
      JsonNode leaf = event.leaf(path);
      if (leaf.isBoolean()) {
        booleans++;
      } else if (Numbers.isNumber(leaf)) {
        numbers++;
      } else if (texts.size() <= 1_000) {
        texts.merge(leaf.asText(), 1, Integer::sum);
        decimals += Numbers.unscaled(leaf) == null ? 0 : 1;
      }
    }
    String name = Names.of(path, where);
    String unit = Words.unit(where.isEmpty() || !Words.isPlainValue(path) ? path : name);
    if (numbers == having.size()) {
      found.add(candidate(name, path, where, Candidate.Kind.NUMBER, Map.of(), unit, null));
    } else if (booleans == having.size()) {
      found.add(candidate(name, path, where, Candidate.Kind.BOOLEAN, Map.of(), null, null));
    } else if (numbers + booleans > 0) {
      leftOut.add(new LeftOut(path, "numbers and texts are mixed"));
      return false;
    } else if (texts.size() > MOST_STATES && decimals == having.size()) {
      found.add(
          candidate(
              name,
              path,
              where,
              Candidate.Kind.DECIMAL,
              Map.of(),
              null,
              "a decimal in Base64; set the digits after its point"));
    } else if (texts.size() > 1 && texts.size() <= MOST_STATES) {
      states(name, path, where, texts, found);
    } else if (texts.size() > MOST_STATES) {
      found.add(candidate(name, path, where, Candidate.Kind.TEXT, Map.of(), null, null));
    }
    return true;
  }

  /** Of two states one feature, of more one for each but the commonest. */
  private static void states(
      String name,
      String path,
      Map<String, String> where,
      Map<String, Integer> texts,
      List<Candidate> found) {
    List<String> byCount =
        texts.keySet().stream()
            .sorted(Comparator.comparingInt((String text) -> -texts.getOrDefault(text, 0)))
            .toList();
    for (String one :
        texts.size() == 2 ? byCount.subList(0, 1) : byCount.subList(1, byCount.size())) {
      Map<String, Integer> numbers = new TreeMap<>();
      new TreeSet<>(texts.keySet()).forEach(text -> numbers.put(text, text.equals(one) ? 1 : 0));
      found.add(
          candidate(
              Names.joined(name, one),
              path,
              where,
              Candidate.Kind.STATE,
              numbers,
              null,
              "a text that is not listed is a dead letter"));
    }
  }

  private static Candidate candidate(
      String name,
      String path,
      Map<String, String> where,
      Candidate.Kind kind,
      Map<String, Integer> states,
      @Nullable String unit,
      @Nullable String note) {
    return new Candidate(name, List.of(path), where, kind, states, unit, note);
  }
}
