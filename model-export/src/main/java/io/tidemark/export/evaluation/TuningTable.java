package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    text.append("| threshold | alerts/day | recall | false alarms | delay s | event F1 |\n");
    text.append("|---:|---:|---:|---:|---:|---:|\n");
    TuningPoint suggestion = tuning.suggestion();
    int number = 0;
    for (TuningPoint point : tuning.points()) {
      if (number++ % EVERY == 0 || point == suggestion) {
        text.append(line(tuning, point, point == suggestion));
      }
    }
    text.append('\n').append(words(tuning, suggestion));
    notes(tuning).forEach(note -> text.append('\n').append(note));
    return text.toString();
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
    if (tuning.elsewhere().count() > 0) {
      notes.add("Labelled events that are not counted: " + tuning.elsewhere().words() + ".");
    }
    return notes;
  }

  private static String line(Tuning tuning, TuningPoint point, boolean suggested) {
    EventCounts outcome = point.outcome();
    boolean events = tuning.hasEvents();
    return String.format(
        Locale.ROOT,
        "| %.1f%s | %.2f | %s | %s | %s | %s |%n",
        point.threshold(),
        suggested ? " (suggested)" : "",
        point.alertsPerDay(),
        number("%.3f", events ? outcome.recall() : Double.NaN),
        events ? Integer.toString(outcome.falseAlarms()) : "-",
        number("%.0f", events ? outcome.medianDelay() : Double.NaN),
        number("%.3f", events ? outcome.f1() : Double.NaN));
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
                : "the least sensitive of the range, and still more alerts than asked for";
    return String.format(
        Locale.ROOT,
        "Suggestion: threshold: {method: fixed, value: %.1f}: %s.",
        suggestion.threshold(),
        why);
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
      json.put("eventsNotCounted", tuning.elsewhere().count());
    }
    notes(tuning).forEach(json.putArray("notes")::add);
    TuningPoint suggestion = tuning.suggestion();
    ObjectNode suggested = json.putObject("suggestion");
    point(suggested, tuning, suggestion);
    suggested.put("words", words(tuning, suggestion));
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
  }

  private static void put(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
