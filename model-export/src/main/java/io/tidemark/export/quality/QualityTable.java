package io.tidemark.export.quality;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.export.evaluation.Figure;
import io.tidemark.export.evaluation.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The outcome as a table of text, in Markdown, and as JSON. */
public final class QualityTable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Function<Metrics, Figure>> FIGURES = figures();

  private QualityTable() {}

  private static Map<String, Function<Metrics, Figure>> figures() {
    Map<String, Function<Metrics, Figure>> figures = new LinkedHashMap<>();
    figures.put("vusPr", Metrics::vusPr);
    figures.put("rocAuc", Metrics::rocAuc);
    figures.put("baseRate", Metrics::baseRate);
    figures.put("eventF1", Metrics::eventF1);
    figures.put("bestEventF1", Metrics::bestEventF1);
    figures.put("eventRecall", Metrics::eventRecall);
    figures.put("falseAlarmsPerDay", Metrics::falseAlarmsPerDay);
    figures.put("pointF1", Metrics::pointF1);
    figures.put("far", Metrics::far);
    figures.put("mar", Metrics::mar);
    return figures;
  }

  /** A line for each detector on each set; {@code value ± over keys ± over seeds}. */
  public static String text(List<SetQuality> sets) {
    StringBuilder text = new StringBuilder();
    text.append(
            "| set | detector | VUS-PR | base rate | ROC-AUC | event F1 | best F1 | events found |")
        .append(" false/day | delay s | F1 | FAR % | MAR % |\n")
        .append("|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (SetQuality set : sets) {
      set.contenders().forEach(contender -> text.append(line(set.set(), contender)));
    }
    return text.append(
            "\nValue ± standard error over keys, ± over seeds where there are several. Event F1 and all that follows"
                + " by the one threshold rule; best F1 by the multiple of the thresholds that suits these labels best,"
                + " one for all keys of a set.\n")
        .toString();
  }

  private static String line(String set, Contender contender) {
    Metrics first = contender.runs().get(0);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %.1f/%d | %s | %s | %s | %s | %s |%n",
        set,
        contender.name(),
        cell(contender, "vusPr", "%.3f"),
        number("%.2f", contender.measured(Metrics::baseRate).value()),
        cell(contender, "rocAuc", "%.3f"),
        cell(contender, "eventF1", "%.3f"),
        cell(contender, "bestEventF1", "%.3f"),
        contender.mean(Metrics::eventsDetected),
        first.eventCount(),
        cell(contender, "falseAlarmsPerDay", "%.1f"),
        number("%.0f", contender.mean(Metrics::medianDelaySeconds)),
        cell(contender, "pointF1", "%.2f"),
        cell(contender, "far", "%.1f"),
        cell(contender, "mar", "%.1f"));
  }

  private static String cell(Contender contender, String figure, String format) {
    Contender.Measured measured = contender.measured(of(figure));
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
    return Objects.requireNonNull(FIGURES.get(figure), figure);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
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
      set.contenders().forEach(contender -> put(detectors.addObject(), contender));
    }
    return all.toPrettyString();
  }

  private static void put(ObjectNode json, Contender contender) {
    json.put("name", contender.name());
    json.put("seeds", contender.runs().size());
    json.put("events", contender.runs().get(0).eventCount());
    json.put("eventsDetected", contender.mean(Metrics::eventsDetected));
    json.put("falseAlarms", contender.mean(Metrics::falseAlarms));
    put(json, "medianDelaySeconds", contender.mean(Metrics::medianDelaySeconds));
    FIGURES.forEach(
        (name, figure) -> {
          Contender.Measured measured = contender.measured(figure);
          ObjectNode value = json.putObject(name);
          put(value, "value", measured.value());
          put(value, "standardErrorOverKeys", measured.keysError());
          put(value, "standardErrorOverSeeds", measured.seedsError());
        });
  }

  private static void put(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
