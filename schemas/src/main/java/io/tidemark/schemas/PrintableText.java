package io.tidemark.schemas;

import org.jspecify.annotations.NullMarked;

/**
 * Makes text from outside fit for a terminal, a log line or an answer: a key, a name or a file's
 * metadata may hold characters that move the cursor, break the line or reverse the direction of
 * reading.
 *
 * <p>Replaces control (Unicode category Cc, with C1 such as U+009B), format (Cf) and separator
 * characters (Zl, Zp) and unpaired surrogates by U+FFFD and keeps everything else. Takes linear
 * time.
 */
@NullMarked
public final class PrintableText {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String CUT = "...";

  private PrintableText() {}

  /** The text with each character that is not printable replaced. */
  public static String of(String text) {
    int clean = printablePrefix(text);
    if (clean == text.length()) {
      return text;
    }
    StringBuilder printable = new StringBuilder(text.length()).append(text, 0, clean);
    text.substring(clean)
        .codePoints()
        .forEach(point -> printable.appendCodePoint(printable(point) ? point : REPLACEMENT));
    return printable.toString();
  }

  /**
   * As {@link #of(String)}, bounded.
   *
   * @param maxLength most characters of the result, at least 3; a longer text ends in "..."
   */
  public static String of(String text, int maxLength) {
    return of(cut(text, maxLength));
  }

  /**
   * As {@link #of(String)}, for messages that may have several lines: each run of white space that
   * holds a line break becomes one space.
   */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      boolean breaks = false;
      while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
        breaks |= isLineBreak(text.charAt(end));
        end++;
      }
      if (end == at) {
        line.append(text.charAt(at++));
      } else if (breaks) {
        line.append(' ');
      } else {
        line.append(text, at, end);
      }
      at = Math.max(at, end);
    }
    return of(line.toString().strip());
  }

  /** As {@link #oneLine(String)}, bounded like {@link #of(String, int)}. */
  public static String oneLine(String text, int maxLength) {
    return cut(oneLine(cut(text, Math.multiplyExact(2, maxLength))), maxLength);
  }

  /**
   * Makes JSON fit for a terminal: each character that is not printable becomes an escape sequence,
   * so that a reader of the JSON sees the same values.
   *
   * @param json valid JSON; its own line breaks and tabs stay
   */
  public static String json(String json) {
    StringBuilder printable = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            point -> {
              if (printable(point) || point == '\n' || point == '\r' || point == '\t') {
                printable.appendCodePoint(point);
              } else {
                for (char unit : Character.toChars(point)) {
                  printable.append("\\u%04x".formatted((int) unit));
                }
              }
            });
    return printable.toString();
  }

  private static String cut(String text, int maxLength) {
    if (maxLength < CUT.length()) {
      throw new IllegalArgumentException(
          "maxLength: " + maxLength + " is not accepted; it must be at least " + CUT.length());
    }
    if (text.length() <= maxLength) {
      return text;
    }
    int end = maxLength - CUT.length();
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--; // a pair stays whole or goes
    }
    return text.substring(0, end) + CUT;
  }

  private static int printablePrefix(String text) {
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      if (!printable(point)) {
        return at;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  private static boolean printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  private static boolean isLineBreak(char c) {
    return c == '\n' || c == '\r' || c == '\u000B' || c == '\f' || c == '\u2028' || c == '\u2029';
  }
}
