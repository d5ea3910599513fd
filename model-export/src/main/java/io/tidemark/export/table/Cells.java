package io.tidemark.export.table;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Converts cells of a row to the types of event fields. */
final class Cells {
  private Cells() {}

  /** The number in a cell; null where it is empty or NaN. */
  static @Nullable Double number(TableRow row, int column) {
    String cell = row.cells().get(column);
    if (absent(cell)) {
      return null;
    }
    Double number = parsed(cell);
    if (number == null || number.isInfinite()) {
      throw wrong(row, column, "a finite number, or empty");
    }
    return number;
  }

  /** The whole number in a cell; null where it is empty or NaN. */
  static @Nullable Long whole(TableRow row, int column, long min, long max) {
    String cell = row.cells().get(column);
    if (absent(cell)) {
      return null;
    }
    try {
      long number = new BigDecimal(cell.strip()).longValueExact();
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException | ArithmeticException fraction) {
      // told below
    }
    throw wrong(row, column, "a whole number from " + min + " to " + max + ", or empty");
  }

  /** The number that a text is, or null when it is none. */
  static @Nullable Double parsed(String cell) {
    try {
      return Double.valueOf(cell);
    } catch (NumberFormatException text) {
      return null;
    }
  }

  static boolean absent(String cell) {
    return cell.isBlank() || cell.strip().equalsIgnoreCase("nan");
  }

  private static RuntimeException wrong(TableRow row, int column, String accepted) {
    return row.wrong(row.header().columns().get(column), row.cells().get(column), accepted);
  }
}
