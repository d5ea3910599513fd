package io.tidemark.lab.noise;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.alert.IncidentTracker;
import java.util.List;
import java.util.Locale;

/** The figures as a table of text, in Markdown, and as JSON. */
final class NoiseTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NoiseTable() {}

  static String text(List<MeasuredNoise> measured) {
    StringBuilder text = new StringBuilder();
    text.append("| data | faults found | incidents a fault | messages a fault |")
        .append(" open, update, end | updates after the fault | value in its range |")
        .append(" openings without a value | resolved over the threshold |")
        .append(" closed within ")
        .append(NoiseFigures.SOON)
        .append(" ticks | median | worst | closed early | left open | false incidents |\n")
        .append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    measured.forEach(one -> text.append(line(one.name(), one.figures())));
    return text.append(
            """

            Figures a fault are of faults found. Closed: ticks from the end of the fault to the message that its last incident is over, less \
            the %d normal windows of the rule; of faults whose incident did not end before them.
            """
                .formatted(IncidentTracker.RESOLVE_AFTER))
        .toString();
  }

  private static String line(String name, NoiseFigures figures) {
    return String.format(
        Locale.ROOT,
        "| %s | %d/%d | %s | %s | %s, %s, %s | %d | %d | %d/%d | %d | %s | %s | %s | %d | %d | %d |%n",
        name,
        figures.found(),
        figures.faults(),
        number("%.2f", figures.incidentsAFault()),
        number("%.2f", figures.messagesAFault()),
        number("%.2f", figures.aFault(figures.openings())),
        number("%.2f", figures.aFault(figures.updates())),
        number("%.2f", figures.aFault(figures.ends())),
        figures.updatesAfter(),
        figures.contradictions(),
        figures.withoutValue(),
        figures.allOpenings(),
        figures.resolvedOver(),
        number("%.2f", figures.closedSoon()),
        number("%.0f", figures.medianClosedAfter()),
        number("%.0f", figures.worstClosedAfter()),
        figures.endedEarly(),
        figures.leftOpen(),
        figures.falseIncidents());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  static String json(List<MeasuredNoise> measured) {
    ArrayNode all = JSON.createArrayNode();
    measured.forEach(one -> all.add(json(one.name(), one.figures())));
    return all.toPrettyString();
  }

  private static ObjectNode json(String name, NoiseFigures figures) {
    ObjectNode json = JSON.createObjectNode();
    json.put("data", name);
    json.put("faults", figures.faults());
    json.put("faultsFound", figures.found());
    put(json, "incidentsAFault", figures.incidentsAFault());
    put(json, "messagesAFault", figures.messagesAFault());
    json.put("incidents", figures.incidents());
    json.put("openings", figures.openings());
    json.put("updates", figures.updates());
    json.put("ends", figures.ends());
    json.put("updatesAfterTheFault", figures.updatesAfter());
    json.put("allOpenings", figures.allOpenings());
    json.put("openingsWithAValueInItsRange", figures.contradictions());
    json.put("openingsWithoutAValue", figures.withoutValue());
    json.put("resolvedOverTheThreshold", figures.resolvedOver());
    put(json, "closedSoonShare", figures.closedSoon());
    put(json, "closedAfterMedianTicks", figures.medianClosedAfter());
    put(json, "closedAfterWorstTicks", figures.worstClosedAfter());
    json.put("closedAfter", figures.closedAfter().size());
    json.put("closedEarly", figures.endedEarly());
    json.put("leftOpen", figures.leftOpen());
    json.put("falseIncidents", figures.falseIncidents());
    json.put("falseMessages", figures.falseMessages());
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    json.put(name, Double.isNaN(value) ? null : (Double) value);
  }
}
