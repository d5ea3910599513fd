package io.tidemark.export.preview;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final double LARGEST_PLAIN = 1e15;
  private static final double SMALLEST_PLAIN = 1e-6;
  private static final MathContext FOUR = new MathContext(4, RoundingMode.HALF_EVEN);
  private static final MathContext TWO = new MathContext(2, RoundingMode.HALF_EVEN);

  private Figures() {}

  /** Four digits, more where the integer part has more. */
  static String number(double value) {
    return rounded(value, FOUR);
  }

  /** A number of incidents a day: two digits, more where the integer part has more. */
  static String rate(double value) {
    return rounded(value, TWO);
  }

  private static String rounded(double value, MathContext digits) {
    double size = Math.abs(value);
    if (size == 0 || !Double.isFinite(value)) {
      return size == 0 ? "0" : String.valueOf(value);
    }
    if (size >= LARGEST_PLAIN || size < SMALLEST_PLAIN) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    if (size >= Math.pow(10, digits.getPrecision() - 1)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return BigDecimal.valueOf(value).round(digits).stripTrailingZeros().toPlainString();
  }
}
