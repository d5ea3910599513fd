package io.tidemark.lab.comparison;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** A comparison as a table of text, in Markdown, and as JSON. */
public final class ComparisonTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ComparisonTable() {}

  /** The first two lines. */
  public static String head() {
    return """
    | name            | parameters | file kB | train s | val. loss | ROC-AUC | VUS-PR | events | false/day | win/s at 1 | at 64 | session MB |
    |-----------------|-----------:|--------:|--------:|----------:|--------:|-------:|-------:|----------:|-----------:|------:|-----------:|\
    """;
  }

  /** A line. */
  public static String line(Contender contender) {
    return String.format(
        Locale.ROOT,
        "| %-15s | %,10d | %7s | %7.1f | %9s | %7s | %6s | %6s | %9s | %10s | %5s | %10s |",
        contender.name(),
        contender.parameters(),
        contender.fileBytes() == 0 ? "-" : Long.toString(contender.fileBytes() / 1000),
        contender.trainingTime().toMillis() / 1000.0,
        number("%.4f", contender.validationLoss()),
        number("%.3f", contender.metrics().rocAuc().value()),
        number("%.3f", contender.metrics().vusPr().value()),
        contender.metrics().eventsDetected() + "/" + contender.metrics().eventCount(),
        number("%.2f", contender.metrics().falseAlarmsPerDay().value()),
        number("%.0f", contender.speed().single()),
        number("%.0f", contender.speed().batched()),
        contender.fileBytes() == 0 ? "-" : number("%.1f", contender.speed().sessionBytes() / 1e6));
  }

  /** All of it. */
  public static ObjectNode json(String detector, String data, List<Contender> contenders) {
    ObjectNode all = JSON.createObjectNode();
    all.put("detector", detector).put("data", data);
    ArrayNode lines = all.putArray("contenders");
    for (Contender contender : contenders) {
      ObjectNode line = lines.addObject();
      line.put("name", contender.name());
      line.put("parameters", contender.parameters());
      line.put("fileBytes", contender.fileBytes());
      line.put("trainingSeconds", contender.trainingTime().toMillis() / 1000.0);
      put(line, "validationLoss", contender.validationLoss());
      put(line, "windowsPerSecondAt1", contender.speed().single());
      put(line, "windowsPerSecondAt64", contender.speed().batched());
      line.put("sessionBytes", contender.speed().sessionBytes());
      line.set("epochs", JSON.valueToTree(contender.epochs()));
      line.set("metrics", contender.metrics().toJson());
    }
    return all;
  }

  private static void put(ObjectNode line, String name, double value) {
    if (Double.isNaN(value)) {
      line.putNull(name);
    } else {
      line.put(name, value);
    }
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
