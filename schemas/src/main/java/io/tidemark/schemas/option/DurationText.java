package io.tidemark.schemas.option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d}.
 */
public final class DurationText {
  public static final String ACCEPTED = "a duration such as 500ms, 5s, 2m, 1h or 7d";

  private static final Pattern FORM = Pattern.compile("(-?\\d+)\\s*(ms|s|m|h|d)");

  private DurationText() {}

  /**
   * @throws IllegalArgumentException when the text is no duration
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      throw new IllegalArgumentException(ACCEPTED);
    }
    try {
      long amount = Long.parseLong(form.group(1));
      Duration duration =
          switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      return Duration.ofMillis(duration.toMillis()); // or there are more than can be counted
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(ACCEPTED, tooLarge);
    }
  }

  /** The shortest form that {@link #parse} reads back. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
