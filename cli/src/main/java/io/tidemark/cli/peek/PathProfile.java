package io.tidemark.cli.peek;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What lies at one path in the records of a topic. */
final class PathProfile {
  private static final int MOST_TEXTS = 20;
  private static final int TEXTS_SHOWN = 3;
  private static final int LONGEST_TEXT = 40;

  private final Set<String> types = new TreeSet<>();
  private final Set<String> texts = new TreeSet<>();
  private long records;
  private long lastRecord = -1;
  private boolean numbers;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  /**
   * Takes a value.
   *
   * @param record number of the record that it is in: of a list, all elements are of one
   */
  void add(JsonNode value, long record) {
    if (record != lastRecord) {
      records++;
      lastRecord = record;
    }
    types.add(
        value.isNumber()
            ? "number"
            : value.isTextual() ? "text" : value.isBoolean() ? "boolean" : "null");
    if (value.isNumber()) {
      numbers = true;
      low = Math.min(low, value.doubleValue());
      high = Math.max(high, value.doubleValue());
    } else if (texts.size() < MOST_TEXTS && !value.isNull()) {
      String text = value.asText();
      texts.add(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text);
    }
  }

  /** Types of its values, such as {@code number or text}. */
  String types() {
    return String.join(" or ", types);
  }

  /** Records that have it. */
  long records() {
    return records;
  }

  /** Range of its numbers, or some of its texts. */
  String values() {
    if (numbers) {
      return low == high ? shown(low) : shown(low) + " to " + shown(high);
    }
    String some = texts.stream().limit(TEXTS_SHOWN).collect(Collectors.joining(", "));
    int more = texts.size() - TEXTS_SHOWN;
    return more > 0 ? some + " and " + (texts.size() < MOST_TEXTS ? more : "many") + " more" : some;
  }

  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }
}
