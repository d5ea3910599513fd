package io.tidemark.detector.definition;

import java.time.Duration;

/**
 * Validation shared by the definition's records; each failure names field, value and what is
 * accepted.
 */
final class Check {
  private Check() {}

  static void text(String field, String value) {
    if (value.isBlank()) {
      throw DefinitionException.of(field, "an empty text", "a name");
    }
  }

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw DefinitionException.of(field, value, "a whole number from " + min + " to " + max);
    }
  }

  static void range(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw DefinitionException.of(field, value, "a number from " + min + " to " + max);
    }
  }

  static void duration(String field, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw DefinitionException.of(
          field,
          Durations.format(value),
          "from " + Durations.format(min) + " to " + Durations.format(max));
    }
  }
}
