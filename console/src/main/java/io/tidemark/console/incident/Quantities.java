package io.tidemark.console.incident;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers and durations as people say them. */
public final class Quantities {
  private static final int DIGITS = 3;
  private static final int MOST_DIGITS = 7;
  private static final double PLAIN_FROM = 1e-3;
  private static final double PLAIN_TO = 1e9;

  private Quantities() {}

  /** Three significant digits, or as many as it takes to tell the number from {@code other}. */
  public static String number(double value, double other) {
    int digits = DIGITS;
    while (digits < MOST_DIGITS
        && value != other
        && format(value, digits).equals(format(other, digits))) {
      digits++;
    }
    return format(value, digits);
  }

  /** Three significant digits. */
  public static String number(double value) {
    return format(value, DIGITS);
  }

  private static String format(double value, int digits) {
    if (Double.isNaN(value)) {
      return "no value";
    }
    double size = Math.abs(value);
    if (value == 0 || Double.isInfinite(value)) {
      return value == 0 ? "0" : value > 0 ? "infinite" : "-infinite";
    }
    if (size < PLAIN_FROM || size >= PLAIN_TO) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_UP));
    if (size >= 10_000) {
      return String.format(Locale.ROOT, "%,d", rounded.longValue());
    }
    BigDecimal stripped = rounded.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0).toPlainString() : stripped.toPlainString();
  }

  /**
   * The two largest units: {@code 45 s}, {@code 2 min 15 s}, {@code 3 h 5 min}, {@code 2 d 4 h}.
   */
  public static String duration(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d" + rest(duration.toHoursPart(), " h");
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h" + rest(duration.toMinutesPart(), " min");
    }
    if (duration.toMinutes() > 0) {
      return duration.toMinutes() + " min" + rest(duration.toSecondsPart(), " s");
    }
    return duration.toSeconds() + " s";
  }

  private static String rest(int amount, String unit) {
    return amount == 0 ? "" : " " + amount + unit;
  }
}
