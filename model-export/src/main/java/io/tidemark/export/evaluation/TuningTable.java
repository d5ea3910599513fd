package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.schemas.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What thresholds would have done, as text and as JSON. */
final class TuningTable {
  /** One point in this many is in the text; JSON and page have all. */
  private static final int EVERY = 3;

  private TuningTable() {}

  static String text(Tuning tuning) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%d keys, %.2f days each%n", tuning.keys(), tuning.daysOfAKey()));
    head(text, "sensitivity", tuning);
    tuning
        .named()
        .forEach((name, point) -> text.append(line(tuning, point, name + ": " + number(point))));
    text.append('\n');
    head(text, "threshold", tuning);
    TuningPoint suggestion = tuning.suggestion();
    int number = 0;
    for (TuningPoint point : tuning.points()) {
      if (number++ % EVERY == 0 || point == suggestion) {
        String mark = point == suggestion ? " (suggested)" : "";
        text.append(line(tuning, point, number(point) + mark));
      }
    }
    text.append('\n').append(words(tuning, suggestion)).append("\n\n");
    text.append("One of these lines goes into the definition:\n\n");
    lines(tuning).forEach(line -> text.append("    ").append(line).append('\n'));
    notes(tuning).forEach(note -> text.append('\n').append(note));
    return text.toString();
  }

  private static void head(StringBuilder text, String first, Tuning tuning) {
    boolean feedback = tuning.hasFeedback();
    text.append("| ").append(first);
    text.append(" | alerts/day | recall | false alarms | delay s | event F1 |");
    text.append(feedback ? " real kept | noise raised |\n" : "\n");
    text.append("|---:|---:|---:|---:|---:|---:|");
    text.append(feedback ? "---:|---:|\n" : "\n");
  }

  private static String number(TuningPoint point) {
    return String.format(Locale.ROOT, "%.1f", point.threshold());
  }

  /** YAML of a definition, the simplest first. */
  private static List<String> lines(Tuning tuning) {
    Sensitivity name = tuning.suggestedName();
    TuningPoint suggestion = tuning.suggestion();
    return List.of(
        yaml("threshold: {sensitivity: " + name + "}", tuning.named().get(name)),
        yaml("threshold: {value: " + number(suggestion) + "}", suggestion),
        String.format(
            Locale.ROOT,
            "%-36s# the job adjusts the threshold to this rate",
            "alerts: {perDay: " + plain(tuning.options().alertsPerDay()) + "}"));
  }

  private static String yaml(String line, @Nullable TuningPoint point) {
    double perDay = point == null ? Double.NaN : point.alertsPerDay();
    return String.format(Locale.ROOT, "%-36s# %.2f alerts a day on these scores", line, perDay);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** What is to be known of the events. */
  private static List<String> notes(Tuning tuning) {
    List<String> notes = new ArrayList<>();
    if (!tuning.eventsUnwatched().isEmpty()) {
      notes.add(
          "No threshold finds the events in which no tick was judged: "
              + Reasons.words(tuning.eventsUnwatched())
              + ".");
    }
    if (tuning.judgedUnmatched() > 0) {
      notes.add(
          "Incidents with feedback that do not count, because the scores have no verdict of their"
              + " time: "
              + tuning.judgedUnmatched()
              + ".");
    }
    if (tuning.unmatched().count() > 0) {
      notes.add("Labelled events that do not count: " + tuning.unmatched().words() + ".");
    }
    return notes;
  }

  private static String line(Tuning tuning, TuningPoint point, String first) {
    EventCounts outcome = point.outcome();
    boolean events = tuning.hasEvents();
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %s | %s | %s | %s |%s%n",
        first,
        point.alertsPerDay(),
        number("%.3f", events ? outcome.recall() : Double.NaN),
        events ? Integer.toString(outcome.falseAlarms()) : "-",
        number("%.0f", events ? outcome.medianDelay() : Double.NaN),
        number("%.3f", events ? outcome.f1() : Double.NaN),
        tuning.hasFeedback() ? judged(tuning, point) : "");
  }

  private static String judged(Tuning tuning, TuningPoint point) {
    return String.format(
        Locale.ROOT,
        " %d of %d | %d of %d |",
        point.raised().real(),
        tuning.judged().real(),
        point.raised().noise(),
        tuning.judged().noise());
  }

  private static String words(Tuning tuning, TuningPoint suggestion) {
    String why =
        tuning.hasEvents()
            ? String.format(
                Locale.ROOT,
                "it finds %d of %d events with %d false alarms; chosen on these events, so expect"
                    + " less of others",
                suggestion.outcome().detected(),
                suggestion.outcome().events(),
                suggestion.outcome().falseAlarms())
            : suggestion.alertsPerDay() <= tuning.options().alertsPerDay()
                ? String.format(
                    Locale.ROOT,
                    "the most sensitive with at most %.3g alerts a day",
                    tuning.options().alertsPerDay())
                : "the least sensitive of those that can be suggested, and still more alerts than asked for";
    return String.format(
        Locale.ROOT,
        "Suggestion: threshold: {value: %.1f}: %s.%s",
        suggestion.threshold(),
        why,
        tuning.hasFeedback() ? feedback(tuning, suggestion.raised()) : "");
  }

  private static String feedback(Tuning tuning, JudgedCounts raised) {
    JudgedCounts all = tuning.judged();
    return all.real() + all.noise() == 0
        ? " There is no feedback on incidents of these scores."
        : String.format(
            Locale.ROOT,
            " It keeps %d of %d incidents judged real, as many as any threshold can, and raises %d"
                + " of %d judged noise or expected.",
            raised.real(),
            all.real(),
            raised.noise(),
            all.noise());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  static ObjectNode json(Tuning tuning) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("keys", tuning.keys());
    json.put("daysOfAKey", tuning.daysOfAKey());
    json.put("withEvents", tuning.hasEvents());
    if (tuning.hasEvents()) {
      Reasons.put(json.putObject("eventsUnwatched"), tuning.eventsUnwatched());
      json.put("eventsNotCounted", tuning.unmatched().count());
    }
    json.put("withFeedback", tuning.hasFeedback());
    if (tuning.hasFeedback()) {
      json.put("judgedReal", tuning.judged().real());
      json.put("judgedNoise", tuning.judged().noise());
      json.put("judgedNotCounted", tuning.judgedUnmatched());
    }
    notes(tuning).forEach(json.putArray("notes")::add);
    TuningPoint suggestion = tuning.suggestion();
    ObjectNode suggested = json.putObject("suggestion");
    point(suggested, tuning, suggestion);
    suggested.put("words", words(tuning, suggestion));
    lines(tuning).forEach(suggested.putArray("lines")::add);
    ArrayNode named = json.putArray("sensitivities");
    tuning
        .named()
        .forEach(
            (name, point) ->
                point(named.addObject().put("sensitivity", name.toString()), tuning, point));
    ArrayNode points = json.putArray("points");
    tuning.points().forEach(point -> point(points.addObject(), tuning, point));
    return json;
  }

  private static void point(ObjectNode json, Tuning tuning, TuningPoint point) {
    json.put("threshold", point.threshold());
    json.put("alerts", point.alerts());
    json.put("alertsPerDay", point.alertsPerDay());
    EventCounts outcome = point.outcome();
    boolean events = tuning.hasEvents();
    json.put("falseAlarms", events ? (Integer) outcome.falseAlarms() : null);
    put(json, "recall", events ? outcome.recall() : Double.NaN);
    put(json, "falseAlarmsPerDay", events ? outcome.falseAlarmsPerDay() : Double.NaN);
    put(json, "medianDelaySeconds", events ? outcome.medianDelay() : Double.NaN);
    put(json, "eventF1", events ? outcome.f1() : Double.NaN);
    json.put("realKept", tuning.hasFeedback() ? (Integer) point.raised().real() : null);
    json.put("noiseRaised", tuning.hasFeedback() ? (Integer) point.raised().noise() : null);
  }

  private static void put(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
