package io.tidemark.detector.definition;

import io.tidemark.schemas.option.DurationText;
import java.time.Duration;

/** {@link DurationText}, with the field in errors. */
public final class Durations {
  public static final String ACCEPTED = DurationText.ACCEPTED;

  private Durations() {}

  /**
   * @param field named in the error
   * @throws DefinitionException when the text is no duration
   */
  public static Duration parse(String field, String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw DefinitionException.of(field, "'" + text + "'", ACCEPTED);
    }
  }

  /** As {@link DurationText#format}. */
  public static String format(Duration duration) {
    return DurationText.format(duration);
  }
}
