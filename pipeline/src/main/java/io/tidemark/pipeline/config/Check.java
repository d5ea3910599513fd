package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import java.time.Duration;
import java.util.regex.Pattern;

/** Validation shared by the configuration's records. */
final class Check {
  private Check() {}

  static void text(String field, String value) {
    if (value.isBlank()) {
      throw DefinitionException.of(field, "an empty text", "a name");
    }
  }

  static void matches(String field, String value, Pattern form, String accepted) {
    if (!form.matcher(value).matches()) {
      throw DefinitionException.of(field, "'" + value + "'", accepted);
    }
  }

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw DefinitionException.of(field, value, "a whole number from " + min + " to " + max);
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
