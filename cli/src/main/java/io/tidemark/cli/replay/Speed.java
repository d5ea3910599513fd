package io.tidemark.cli.replay;

import io.tidemark.detector.definition.DefinitionException;
import java.time.Duration;
import java.util.Locale;

/**
 * How fast event time passes.
 *
 * @param factor seconds of event time a second of wall clock, over 0; infinite for as fast as it
 *     goes
 */
public record Speed(double factor) {
  /** No waiting. */
  public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

  public Speed {
    if (!(factor > 0)) {
      throw DefinitionException.of("--speed", factor, "a number over 0, or max");
    }
  }

  /** Reads {@code 1}, {@code 60} or {@code max}. */
  public static Speed parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    try {
      double factor = Double.parseDouble(text);
      if (factor > 0 && factor <= 1e6) {
        return new Speed(factor);
      }
    } catch (NumberFormatException malformed) {
      // told below
    }
    throw DefinitionException.of(
        "--speed", "'" + text + "'", "a number over 0 up to 1000000, or max");
  }

  /** Whether nothing is waited for. */
  public boolean isMax() {
    return Double.isInfinite(factor);
  }

  /** Wall-clock time that so much event time takes. */
  public Duration wallClock(Duration eventTime) {
    return isMax() ? Duration.ZERO : Duration.ofNanos((long) (eventTime.toMillis() * 1e6 / factor));
  }

  @Override
  public String toString() {
    return isMax()
        ? "max"
        : String.format(Locale.ROOT, factor == Math.rint(factor) ? "%.0f" : "%.2f", factor);
  }
}
