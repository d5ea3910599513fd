package io.tidemark.console.terminal;

import io.tidemark.console.incident.Sentence;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One alert message as one line: time (UTC), severity, state, detector and the {@link Sentence}.
 *
 * <pre>
 * 2026-01-05 06:31:12 HIGH     OPEN     plant   pump-03: vibration high, 4.1 mm/s (normal 0.8 to 1.6)
 * </pre>
 */
public final class AlertLine {
  /** Of a line in a terminal: most sentences fit; a narrower terminal wraps them. */
  public static final int DEFAULT_WIDTH = 160;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int SHORTEST = 60;

  private final int width;

  /**
   * @param width longest line in characters, at least 60
   */
  public AlertLine(int width) {
    this.width = Math.max(SHORTEST, width);
  }

  /** Lines of the default width in a terminal, and whole lines in a file or a pipe. */
  public static AlertLine forOutput() {
    return new AlertLine(System.console() == null ? Integer.MAX_VALUE : DEFAULT_WIDTH);
  }

  /** The line, without an end of line and without control characters. */
  public String format(AnomalyAlert alert) {
    String head =
        String.format(
            Locale.ROOT,
            "%s %-8s %-8s %-7s ",
            TIME.format(alert.getUpdatedAt()),
            alert.getSeverity(),
            alert.getState(),
            PrintableText.of(alert.getDetector()));
    return cut(head + Sentence.of(alert, width - head.length()));
  }

  private String cut(String line) {
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }
}
