package io.tidemark.detector.definition;

import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Validation shared by definitions and configurations; each failure names field, value and what is
 * accepted.
 */
public final class Check {
  private static final int LONGEST_NAME = 200;

  private Check() {}

  /** A text that is not blank. */
  public static void text(String field, String value) {
    if (value.isBlank()) {
      throw DefinitionException.of(field, "an empty text", "a name");
    }
  }

  /** A name, as it appears in alerts and log lines. */
  public static void name(String field, String value) {
    text(field, value);
    label(field, value);
  }

  /** A text that is shown to people; it may be empty. */
  public static void label(String field, String value) {
    if (value.length() > LONGEST_NAME || !PrintableText.of(value).equals(value)) {
      throw DefinitionException.of(
          field,
          "'" + PrintableText.of(value, LONGEST_NAME) + "'",
          "up to " + LONGEST_NAME + " printable characters");
    }
  }

  /** A text of a form. */
  public static void matches(String field, String value, Pattern form, String accepted) {
    if (!form.matcher(value).matches()) {
      throw DefinitionException.of(field, "'" + value + "'", accepted);
    }
  }

  /** A whole number, both bounds included. */
  public static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw DefinitionException.of(field, value, "a whole number from " + min + " to " + max);
    }
  }

  /** A number, both bounds included. */
  public static void range(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw DefinitionException.of(field, value, "a number from " + min + " to " + max);
    }
  }

  /** A duration, both bounds included. */
  public static void duration(String field, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw DefinitionException.of(
          field,
          Durations.format(value),
          "from " + Durations.format(min) + " to " + Durations.format(max));
    }
  }
}
