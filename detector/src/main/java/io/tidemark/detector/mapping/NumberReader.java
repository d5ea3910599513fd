package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.NumberRule;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.schemas.PrintableText;
import java.util.Objects;

/** Reads numbers, whichever way a record writes them. */
final class NumberReader {
  private static final int MOST_SHOWN = 60;

  private final NumberRule rule;

  NumberReader(NumberRule rule) {
    this.rule = rule;
  }

  /**
   * The number of a value that is there; it may be NaN.
   *
   * @throws InvalidEventException when it is none, or infinite
   */
  double read(Row row, ValueRef found) throws InvalidEventException {
    double value = number(row, found);
    if (Double.isInfinite(value)) {
      throw wrong(row, found, "finite");
    }
    return value;
  }

  private double number(Row row, ValueRef found) throws InvalidEventException {
    try {
      return switch (row.kind(found)) {
        case ValueKind.LONG, ValueKind.BOOLEAN, ValueKind.DOUBLE -> mapped(row, found);
        case ValueKind.TEXT, ValueKind.NUMBER_TEXT ->
            rule.of(Objects.requireNonNull(row.text(found)));
        case ValueKind.BYTES -> rule.of((byte[]) Objects.requireNonNull(row.object(found)));
        default -> throw new NumberFormatException("a number");
      };
    } catch (NumberFormatException malformed) {
      throw wrong(row, found, String.valueOf(malformed.getMessage()));
    }
  }

  private double mapped(Row row, ValueRef found) {
    if (!rule.values().isEmpty()) {
      return rule.of(Objects.requireNonNull(row.text(found)));
    }
    return rule.of(
        row.kind(found) == ValueKind.DOUBLE ? row.number(found) : (double) row.bits(found));
  }

  /** Says of a value what it must be. */
  static InvalidEventException wrong(Row row, ValueRef found, String accepted) {
    String text = row.text(found);
    String shown =
        text == null ? "an object or a list" : "'" + PrintableText.of(text, MOST_SHOWN) + "'";
    return new InvalidEventException(
        "%s: %s is not accepted; it must be %s".formatted(found.path(), shown, accepted));
  }
}
