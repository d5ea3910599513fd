package io.tidemark.console.incident;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and durations as people say them. */
public final class Quantities {
  private static final int DIGITS = 3;
  private static final int MOST_DIGITS = 9;
  private static final double PLAIN_FROM = 1e-3;
  private static final double PLAIN_TO = 1e9;

  /** What is smaller than this beside another number is rounding. */
  private static final double NOISE = 1e-6;

  /** What is smaller than this is rounding wherever it stands: no float32 has all its digits. */
  private static final double SMALLEST = 1e-30;

  private Quantities() {}

  /**
   * Three significant digits, or as many as it takes to tell the number from those beside it. Zero
   * where it is rounding beside them.
   *
   * @param others further features; null for none
   */
  public static String number(double value, @Nullable Double... others) {
    double size = 0;
    for (Double other : others) {
      if (other != null && Double.isFinite(other)) {
        size = Math.max(size, Math.abs(other));
      }
    }
    double shown = withoutNoise(value, size);
    int digits = DIGITS;
    while (digits < MOST_DIGITS && looksLikeAnother(shown, size, digits, others)) {
      digits++;
    }
    return format(shown, digits);
  }

  private static double withoutNoise(double value, double size) {
    return Math.abs(value) < Math.max(SMALLEST, NOISE * size) ? 0 : value;
  }

  private static boolean looksLikeAnother(
      double shown, double size, int digits, @Nullable Double... others) {
    for (Double other : others) {
      if (other == null) {
        continue;
      }
      double beside = withoutNoise(other, Math.max(size, Math.abs(shown)));
      boolean differ =
          Math.abs(shown - beside) > NOISE * Math.max(Math.abs(shown), Math.abs(beside));
      if (differ && format(shown, digits).equals(format(beside, digits))) {
        return true;
      }
    }
    return false;
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
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(digits, RoundingMode.HALF_UP))
            .stripTrailingZeros();
    int decimals = Math.max(0, rounded.scale());
    return String.format(Locale.ROOT, (size >= 10_000 ? "%,." : "%.") + decimals + "f", rounded);
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
