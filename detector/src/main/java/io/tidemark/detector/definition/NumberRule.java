package io.tidemark.detector.definition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a value becomes a feature's number.
 *
 * @param values numbers that stand for texts, such as {@code RUN: 1}
 * @param decimal digits after the point of a decimal that comes as its unscaled value: bytes, their
 *     Base64 or a whole number; null where values are no such decimals
 * @param scale what the number is multiplied by
 */
public record NumberRule(Map<String, Double> values, @Nullable Integer decimal, double scale) {
  /** Takes numbers as they are. */
  public static final NumberRule AS_IS = new NumberRule(Map.of(), null, 1);

  private static final int LONGEST_DECIMAL = 64;

  public NumberRule {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (!Double.isFinite(value.getValue())) {
        throw DefinitionException.of(
            "features.values." + value.getKey(), value.getValue(), "a finite number");
      }
    }
    if (decimal != null) {
      Check.range("features.decimal", decimal, 0, 30);
    }
    if (!Double.isFinite(scale) || scale == 0) {
      throw DefinitionException.of("features.scale", scale, "a finite number other than 0");
    }
  }

  /**
   * The number of a text; NaN where the text says that there is none: blank, or {@code NaN}.
   *
   * @throws NumberFormatException when it is no number
   */
  public double of(String text) {
    Double known = values.get(text);
    if (known != null) {
      return known * scale;
    }
    if (decimal != null) {
      return unscaled(text);
    }
    if (text.isBlank() || text.equalsIgnoreCase("NaN")) {
      return Double.NaN;
    }
    double number = Numbers.parse(text);
    if (Double.isNaN(number)) {
      throw new NumberFormatException(values.isEmpty() ? "a number" : "a number or in values");
    }
    return number * scale;
  }

  /** The number of a number. */
  public double of(double number) {
    double exact = decimal == null ? number : number / Math.pow(10, decimal);
    return exact * scale;
  }

  /**
   * The number of bytes.
   *
   * @throws NumberFormatException when bytes are not taken for decimals, or these are too many
   */
  public double of(byte[] bytes) {
    if (decimal == null) {
      throw new NumberFormatException("a number; decimal takes bytes for one");
    }
    if (bytes.length == 0 || bytes.length > LONGEST_DECIMAL) {
      throw new NumberFormatException("a decimal of 1 to " + LONGEST_DECIMAL + " bytes");
    }
    return new BigDecimal(new BigInteger(bytes), decimal).doubleValue() * scale;
  }

  private double unscaled(String base64) {
    try {
      return of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException malformed) {
      throw new NumberFormatException("a decimal in Base64");
    }
  }
}
