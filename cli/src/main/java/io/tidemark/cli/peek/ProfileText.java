package io.tidemark.cli.peek;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.schemas.PrintableText;
import java.io.PrintWriter;
import java.util.Locale;

/** A topic's profile, for people and for programs. */
public final class ProfileText {
  private ProfileText() {}

  /** Prints it as a table. */
  public static void print(String topic, TopicProfile profile, PrintWriter out) {
    out.printf(Locale.ROOT, "%s: %,d records%n", PrintableText.of(topic), profile.records());
    profile
        .formats()
        .forEach((format, count) -> out.printf(Locale.ROOT, "  %,d %s%n", count, format));
    if (!profile.schemaIds().isEmpty()) {
      out.println("  schema ids " + profile.schemaIds());
    }
    if (profile.unread() > 0) {
      out.printf(Locale.ROOT, "  %,d of them cannot be parsed%n", profile.unread());
    }
    if (!profile.paths().isEmpty()) {
      int width = profile.paths().keySet().stream().mapToInt(String::length).max().orElse(0);
      String row = "%-" + Math.min(60, Math.max(4, width)) + "s  %6s  %-16s  %s%n";
      out.printf(row, "path", "in", "type", "values");
      profile
          .paths()
          .forEach(
              (path, found) ->
                  out.printf(
                      Locale.ROOT,
                      row,
                      PrintableText.of(path),
                      "%.0f %%".formatted(100.0 * found.records() / profile.records()),
                      found.types(),
                      PrintableText.of(found.values())));
    }
    if (profile.morePaths()) {
      out.println("... and more paths");
    }
  }

  /** The same as JSON. */
  public static ObjectNode json(String topic, TopicProfile profile) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("topic", topic);
    json.put("records", profile.records());
    ObjectNode formats = json.putObject("formats");
    profile.formats().forEach(formats::put);
    ArrayNode ids = json.putArray("schemaIds");
    profile.schemaIds().forEach(ids::add);
    json.put("unread", profile.unread());
    json.put("morePaths", profile.morePaths());
    ArrayNode paths = json.putArray("paths");
    profile
        .paths()
        .forEach(
            (path, found) ->
                paths
                    .addObject()
                    .put("path", path)
                    .put("records", found.records())
                    .put("type", found.types())
                    .put("values", found.values()));
    return json;
  }
}
