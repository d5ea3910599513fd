package io.tidemark.detector.definition;

import java.util.ArrayList;
import java.util.List;

/**
 * Path of a value in a record of any format: {@code a.b}, {@code list[0]}, {@code
 * list[key=host.name].value}, {@code list[*]}; {@code id\.orig_h} and {@code ["id.orig_h"]} are
 * names with a dot in them. {@code @key}, {@code @topic}, {@code @timestamp}, {@code @value} and
 * {@code @headers.NAME} are of the Kafka record.
 *
 * @param text as it was written
 * @param metadata whether it is of the Kafka record rather than in its value
 * @param steps from the top of the record
 */
public record FieldPath(String text, boolean metadata, List<Step> steps) {
  private static final int LONGEST = 500;
  private static final int MOST_STEPS = 32;

  /** Characters with a meaning in paths. */
  private static final String SPECIAL = ".[]\\@";

  /** Metadata that have no name of their own. */
  private static final List<String> METADATA = List.of("@key", "@topic", "@timestamp", "@value");

  public FieldPath {
    steps = List.copyOf(steps);
  }

  /** One step down. */
  public sealed interface Step {}

  /** To a field of an object, or an entry of a map. */
  public record Field(String name) implements Step {}

  /** To the element of a list at a position. */
  public record Element(int index) implements Step {}

  /** To every element of a list. */
  public record Every() implements Step {}

  /** To the first element of a list whose {@code field} has a value. */
  public record Match(FieldPath field, String value) implements Step {}

  /**
   * Parses a path.
   *
   * @param field of the definition, for messages
   * @throws DefinitionException when it is none
   */
  public static FieldPath parse(String field, String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw DefinitionException.of(field, "'" + text + "'", "a path of 1 to 500 characters");
    }
    FieldPath path = new FieldPath(text, text.charAt(0) == '@', new Parser(field, text).steps());
    if (path.steps.size() > MOST_STEPS) {
      throw DefinitionException.of(field, text, "a path of at most " + MOST_STEPS + " steps");
    }
    if (path.metadata) {
      path.checkMetadata(field);
    }
    return path;
  }

  /**
   * A name as a step of a path, with a backslash before each character that has a meaning there.
   */
  public static String step(String name) {
    return name.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0)
        ? name.replaceAll("([.\\[\\]\\\\])", "\\\\$1").replaceAll("^@", "\\\\@")
        : name;
  }

  /** Name of the first step; empty where it is none. */
  public String head() {
    return steps.get(0) instanceof Field first ? first.name() : "";
  }

  /** Name of the header that this is; the empty text where it is none. */
  public String header() {
    return metadata && steps.size() == 2 && steps.get(1) instanceof Field name ? name.name() : "";
  }

  private void checkMetadata(String field) {
    boolean known = METADATA.contains(text) || (head().equals("@headers") && !header().isEmpty());
    if (!known) {
      throw DefinitionException.of(
          field,
          text,
          "one of @key, @topic, @timestamp, @value, @headers.NAME; a field of that name is \\"
              + text);
    }
  }

  /** Whether it leads to more than one value. */
  public boolean isMany() {
    return steps.stream().anyMatch(Every.class::isInstance);
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class Parser {
    private final String field;
    private final String text;
    private int at;

    Parser(String field, String text) {
      this.field = field;
      this.text = text;
    }

    List<Step> steps() {
      List<Step> steps = new ArrayList<>();
      while (at < text.length()) {
        if (text.charAt(at) == '[') {
          at++;
          steps.add(bracket());
          continue;
        }
        if (!steps.isEmpty()) {
          require(text.charAt(at) == '.', "a '.' or '[' before the next step");
          at++;
        }
        String name = until(".[");
        require(!name.isEmpty(), "a name in each step");
        steps.add(new Field(name));
      }
      return steps;
    }

    private Step bracket() {
      require(at < text.length(), "a ']' for each '['");
      char first = text.charAt(at);
      if (first == '"' || first == '\'') {
        at++;
        String name = until(String.valueOf(first));
        at++;
        close();
        return new Field(name);
      }
      int start = at;
      String inside = until("]=");
      require(at < text.length(), "a ']' for each '['");
      if (text.charAt(at) == '=') {
        String name = text.substring(start, at);
        at++;
        String value = until("]");
        close();
        return new Match(parse(field, name), value);
      }
      close();
      if (inside.equals("*")) {
        return new Every();
      }
      require(inside.matches("\\d{1,3}"), "[*], [0] to [999], [\"name\"] or [name=value]");
      return new Element(Integer.parseInt(inside));
    }

    private void close() {
      require(at < text.length() && text.charAt(at) == ']', "a ']' for each '['");
      at++;
    }

    /** Reads up to one of the ends; a backslash takes the next character as it is. */
    private String until(String ends) {
      StringBuilder found = new StringBuilder();
      while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
        if (text.charAt(at) == '\\') {
          at++;
          require(at < text.length(), "a character after each backslash");
        }
        found.append(text.charAt(at));
        at++;
      }
      return found.toString();
    }

    private void require(boolean holds, String what) {
      if (!holds) {
        throw DefinitionException.of(field, "'" + text + "'", "a path: it needs " + what);
      }
    }
  }
}
