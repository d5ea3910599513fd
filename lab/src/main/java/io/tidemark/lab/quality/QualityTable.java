package io.tidemark.lab.quality;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The outcome as a table of text, in Markdown, and as JSON. */
public final class QualityTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private QualityTable() {}

  /** A line for each detector on each set, and one for its mean over the sets. */
  public static String text(List<SetQuality> sets) {
    StringBuilder text = new StringBuilder();
    text.append("| set | detector | event F1 | VUS-PR | base rate | ROC-AUC | best F1 | found |")
        .append(
            " false incidents/day | duplicates | opens after s | closes after s | explained |\n")
        .append("|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (SetQuality set : sets) {
      for (DetectorRuns one : set.detectors()) {
        text.append(line(set.set(), one.name(), found(one), name -> one.measured(of(name))));
      }
    }
    byName(sets)
        .forEach(
            (detector, ofSets) ->
                text.append(line("**mean**", detector, "", name -> overSets(ofSets, of(name)))));
    return text.append(
            """

            Value ± standard error over keys, ± over seeds where there are several. All but VUS-PR and ROC-AUC by the one alert rule; \
            best F1 by the threshold that suits these labels best, one for all keys of a set. An incident is false when it opens \
            outside of events and the grace after them, and counts a day of a key's normal time; duplicates are further incidents of an \
            event found; opens after the start of the event, closes after its end, medians; explained is the share of incidents whose \
            first feature is one that the event concerns, where the set says so.
            """)
        .toString();
  }

  private static String line(
      String set, String detector, String found, Function<String, Measured> figures) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
        set,
        detector,
        cell(figures.apply("eventF1"), "%.3f"),
        cell(figures.apply("vusPr"), "%.3f"),
        number("%.2f", figures.apply("baseRate").value()),
        cell(figures.apply("rocAuc"), "%.3f"),
        cell(figures.apply("bestEventF1"), "%.3f"),
        found.isEmpty() ? cell(figures.apply("eventRecall"), "%.2f") : found,
        cell(figures.apply("falseIncidentsPerDay"), "%.2f"),
        cell(figures.apply("duplicatesPerEventFound"), "%.2f"),
        cell(figures.apply("openDelaySeconds"), "%.0f"),
        cell(figures.apply("closeDelaySeconds"), "%.0f"),
        cell(figures.apply("explainedShare"), "%.2f"));
  }

  private static String found(DetectorRuns detector) {
    return String.format(
        Locale.ROOT,
        "%.1f/%d",
        detector.mean(Metrics::eventsDetected),
        detector.runs().get(0).eventCount());
  }

  private static String cell(Measured measured, String format) {
    String text = number(format, measured.value());
    if (!Double.isNaN(measured.keysError())) {
      text += " ± " + number(format, measured.keysError());
    }
    if (!Double.isNaN(measured.seedsError())) {
      text += " ± " + number(format, measured.seedsError());
    }
    return text;
  }

  private static Function<Metrics, Figure> of(String figure) {
    return Objects.requireNonNull(QualityFigures.ALL.get(figure), figure);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  /** What each detector did on the sets, in the order of the first set's. */
  private static Map<String, List<DetectorRuns>> byName(List<SetQuality> sets) {
    Map<String, List<DetectorRuns>> byName = new LinkedHashMap<>();
    for (SetQuality set : sets) {
      for (DetectorRuns detector : set.detectors()) {
        byName.computeIfAbsent(detector.name(), unseen -> new ArrayList<>()).add(detector);
      }
    }
    return byName;
  }

  private static Measured overSets(List<DetectorRuns> sets, Function<Metrics, Figure> figure) {
    return Measured.overSets(sets.stream().map(set -> set.measured(figure)).toList());
  }

  /** All of it. */
  public static String json(List<SetQuality> sets) {
    ObjectNode all = JSON.createObjectNode();
    ArrayNode lines = all.putArray("sets");
    for (SetQuality set : sets) {
      ObjectNode json = lines.addObject();
      json.put("set", set.set());
      json.put("trainingWindows", set.trainingWindows());
      json.put("seconds", set.time().toMillis() / 1000.0);
      ArrayNode detectors = json.putArray("detectors");
      set.detectors().forEach(detector -> put(detectors.addObject(), detector));
    }
    ArrayNode means = all.putArray("means");
    byName(sets).forEach((detector, ofSets) -> put(means.addObject(), detector, ofSets));
    return all.toPrettyString();
  }

  private static void put(ObjectNode json, DetectorRuns detector) {
    json.put("name", detector.name());
    json.put("seeds", detector.runs().size());
    json.put("events", detector.runs().get(0).eventCount());
    json.put("eventsDetected", detector.mean(Metrics::eventsDetected));
    json.put("falseAlarms", detector.mean(Metrics::falseAlarms));
    json.put("incidentsToExplain", detector.mean(Metrics::incidentsToExplain));
    put(json, "explainedShareByChance", detector.mean(Metrics::explainedByChance));
    QualityFigures.ALL.forEach(
        (name, figure) -> put(json.putObject(name), detector.measured(figure)));
  }

  private static void put(ObjectNode json, String detector, List<DetectorRuns> sets) {
    json.put("name", detector);
    json.put("sets", sets.size());
    QualityFigures.ALL.forEach((name, figure) -> put(json.putObject(name), overSets(sets, figure)));
  }

  private static void put(ObjectNode json, Measured measured) {
    put(json, "value", measured.value());
    put(json, "standardErrorOverKeys", measured.keysError());
    put(json, "standardErrorOverSeeds", measured.seedsError());
  }

  private static void put(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
