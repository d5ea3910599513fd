package io.tidemark.detector.definition;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Validation shared by definitions and configurations; each failure names field, value and what is
 * accepted.
 */
public final class Check {
  private Check() {}

  /** A text that is not blank. */
  public static void text(String field, String value) {
    if (value.isBlank()) {
      throw DefinitionException.of(field, "an empty text", "a name");
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
