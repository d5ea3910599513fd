package io.tidemark.detector.definition;

/** Numbers that come as text. */
public final class Numbers {
  private static final int LONGEST = 64;

  private Numbers() {}

  /**
   * The number that a text is, such as {@code -12.5e3}; NaN where it is none. Java's own parser
   * would also take hexadecimal numbers and suffixes.
   */
  public static double parse(String text) {
    String number = text.strip();
    if (number.isEmpty() || number.length() > LONGEST) {
      return Double.NaN;
    }
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException malformed) {
      return Double.NaN;
    }
  }
}
