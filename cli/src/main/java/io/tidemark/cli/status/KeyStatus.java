package io.tidemark.cli.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidemark.console.intake.CoverageReader.Said;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.PrintableText;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one key is.
 *
 * @param state {@code watched}, {@code warming up}, {@code blind}, or {@code unknown} where nothing
 *     has been said of it for so long that the job no longer knows it
 * @param reason why it is blind
 * @param since log time
 * @param learned ticks or windows of {@code needed}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyStatus(
    String key,
    String state,
    @Nullable String reason,
    Instant since,
    @Nullable Integer learned,
    @Nullable Integer needed,
    @Nullable String detail) {
  static final String WATCHED = words(CoverageState.WATCHED);
  static final String WARMING_UP = words(CoverageState.WARMING_UP);
  static final String BLIND = words(CoverageState.BLIND);
  static final String UNKNOWN = "unknown";

  /**
   * Of what was said of it last.
   *
   * @param isOld whether that is too long ago
   */
  static KeyStatus of(Said said, Coverage coverage, boolean isOld) {
    return new KeyStatus(
        PrintableText.of(said.name().key()),
        isOld ? UNKNOWN : words(coverage.getState()),
        coverage.getReason() == null ? null : words(coverage.getReason()),
        coverage.getSince(),
        coverage.getLearned(),
        coverage.getNeeded(),
        coverage.getDetail());
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  boolean isWatched() {
    return state.equals(WATCHED);
  }

  /** State and reason, or how far it has learned, in words. */
  String words() {
    String text = reason == null ? state : state + ": " + reason;
    return needed == null ? text : text + " (" + learned + " of " + needed + ")";
  }
}
