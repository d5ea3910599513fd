package io.tidemark.console.web;

import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Query parameters and texts of bodies, checked. An empty one counts as absent. */
final class Parameters {
  /** As long as the longest key. */
  private static final int LONGEST = 1024;

  private Parameters() {}

  static @Nullable String text(Context request, String name) {
    String value = request.queryParam(name);
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(
          name + ": at most " + LONGEST + " characters are accepted");
    }
    return value;
  }

  /**
   * The text of a body's field, without space around it.
   *
   * @return null where it is missing or blank
   */
  static @Nullable String text(String field, @Nullable String text, int longest) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.length() > longest) {
      throw new IllegalArgumentException(
          field + ": at most " + longest + " characters are accepted");
    }
    return text.strip();
  }

  static boolean flag(Context request, String name) {
    String value = text(request, name);
    if (value != null && !value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(name + ": true or false is accepted");
    }
    return "true".equals(value);
  }

  static int number(Context request, String name, int otherwise) {
    String value = text(request, name);
    try {
      return value == null ? otherwise : Integer.parseInt(value);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(name + ": not a whole number");
    }
  }

  static @Nullable Instant time(Context request, String name) {
    String value = text(request, name);
    try {
      return value == null ? null : Instant.parse(value);
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(name + ": not a time such as 2026-01-31T08:15:00Z");
    }
  }

  static <E extends Enum<E>> @Nullable E choice(Context request, String name, Class<E> type) {
    String value = text(request, name);
    return value == null ? null : choice(name, value, type);
  }

  static <E extends Enum<E>> E choice(String name, String value, Class<E> type) {
    try {
      return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          name + ": one of " + Arrays.toString(type.getEnumConstants()) + " is accepted");
    }
  }
}
