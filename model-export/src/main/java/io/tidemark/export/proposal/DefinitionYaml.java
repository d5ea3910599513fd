package io.tidemark.export.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.PrintableText;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes definitions as people do: a feature on a line, with comments. */
final class DefinitionYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final List<String> SPECIAL =
      List.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");
  private static final int MOST_LEFT_OUT = 60;

  private final StringBuilder text = new StringBuilder();

  /** A feature's node, without comment. */
  static ObjectNode node(
      Candidate candidate, @Nullable Aggregate aggregate, @Nullable String unit) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", candidate.name());
    if (candidate.from().size() == 1) {
      node.put("from", candidate.from().get(0));
    } else {
      candidate.from().forEach(node.putArray("from")::add);
    }
    if (!candidate.where().isEmpty()) {
      ObjectNode where = node.putObject("where");
      new TreeMap<>(candidate.where()).forEach(where::put);
    }
    if (!candidate.states().isEmpty()) {
      ObjectNode values = node.putObject("values");
      new TreeMap<>(candidate.states()).forEach(values::put);
    }
    if (candidate.kind() == Candidate.Kind.DECIMAL) {
      node.put("decimal", 0);
    }
    if (aggregate != null && aggregate != Aggregate.MEAN) {
      node.put("aggregate", aggregate.toString().toLowerCase(Locale.ROOT));
    }
    if (unit != null) {
      node.put("unit", unit);
    }
    return node;
  }

  DefinitionYaml comment(String line) {
    text.append("# ").append(PrintableText.of(line)).append('\n');
    return this;
  }

  DefinitionYaml line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** A field in flow style, with a comment of its own. */
  DefinitionYaml field(int indent, String name, JsonNode value, @Nullable String comment) {
    text.append(" ".repeat(indent)).append(name).append(": ").append(flow(value));
    return end(comment);
  }

  DefinitionYaml element(JsonNode value, @Nullable String comment) {
    text.append("  - ").append(flow(value));
    return end(comment);
  }

  private DefinitionYaml end(@Nullable String comment) {
    if (comment != null) {
      text.append("  # ").append(PrintableText.of(comment));
    }
    text.append('\n');
    return this;
  }

  DefinitionYaml leftOut(List<LeftOut> fields) {
    if (!fields.isEmpty()) {
      comment("Left out:");
      fields.stream()
          .limit(MOST_LEFT_OUT)
          .forEach(field -> comment("  " + field.what() + ": " + field.why()));
      if (fields.size() > MOST_LEFT_OUT) {
        comment("  ... and " + (fields.size() - MOST_LEFT_OUT) + " more");
      }
    }
    return this;
  }

  DefinitionYaml window(Timing timing, int keys) {
    line("window:");
    text.append(
        "  tick: %s  # a key's events are about %s apart%n"
            .formatted(Durations.format(timing.tick()), seconds(timing.interval())));
    text.append("  length: %d%n".formatted(timing.length()));
    text.append(
        "  lateness: %s  # %s%n"
            .formatted(
                Durations.format(timing.lateness()),
                timing.disorder().isZero()
                    ? "no event came out of its key's order"
                    : "events came up to %s out of order"
                        .formatted(seconds(timing.disorder().toMillis() / 1000.0))));
    text.append("  maxGap: %d%n".formatted(timing.maxGap()));
    line("baseline:");
    text.append(
        "  warmup: %d  # the history has %,d ticks of a typical key%n"
            .formatted(timing.warmup(), timing.ticks()));
    if (timing.season() != null) {
      text.append("  season: auto  # ").append(timing.season()).append('\n');
    }
    return this;
  }

  private static String seconds(double seconds) {
    return seconds >= 120
        ? "%.0f min".formatted(seconds / 60)
        : (seconds >= 10 || seconds == Math.rint(seconds) ? "%.0f s" : "%.2g s").formatted(seconds);
  }

  private static String flow(JsonNode value) {
    if (value instanceof ObjectNode object) {
      StringJoiner fields = new StringJoiner(", ", "{", "}");
      object
          .properties()
          .forEach(field -> fields.add(scalar(field.getKey()) + ": " + flow(field.getValue())));
      return fields.toString();
    }
    if (value instanceof ArrayNode array) {
      StringJoiner elements = new StringJoiner(", ", "[", "]");
      array.forEach(element -> elements.add(flow(element)));
      return elements.toString();
    }
    return value.isTextual() ? scalar(value.asText()) : value.asText();
  }

  private static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !SPECIAL.contains(text.toLowerCase(Locale.ROOT))) {
      return text;
    }
    return PrintableText.of(text).equals(text)
        ? "'" + text.replace("'", "''") + "'"
        : PrintableText.json(JsonNodeFactory.instance.textNode(text).toString());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
