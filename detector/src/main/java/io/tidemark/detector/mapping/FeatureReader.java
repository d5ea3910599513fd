package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.definition.NumberRule;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.TextHash;
import io.tidemark.schemas.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads one feature of an event. */
final class FeatureReader {
  private static final int MOST_SHOWN = 60;

  private final Aggregate aggregate;
  private final List<ValueRef> from;
  private final List<ConditionReader> where;
  private final NumberRule number;

  FeatureReader(PathPlan plan, Feature feature) {
    String field = "features." + feature.name();
    aggregate = feature.aggregate();
    boolean exact = aggregate == Aggregate.DISTINCT;
    from =
        feature.input().from().stream()
            .map(path -> plan.value(field + ".from", path, exact))
            .toList();
    where = ConditionReader.of(plan, field + ".where", feature.input().where());
    number = feature.input().number();
  }

  List<List<ValueRef>> paths() {
    List<List<ValueRef>> paths = new ArrayList<>();
    where.forEach(condition -> paths.add(List.of(condition.value())));
    if (!from.isEmpty()) {
      paths.add(from);
    }
    return paths;
  }

  /**
   * The feature's number; NaN where the event has none.
   *
   * @throws InvalidEventException when the value is no number, and should be one
   */
  double read(Row row) throws InvalidEventException {
    if (!ConditionReader.allHold(where, row)) {
      return Double.NaN;
    }
    if (from.isEmpty()) {
      return 1;
    }
    ValueRef found = row.first(from);
    if (found == null) {
      return Double.NaN;
    }
    return switch (aggregate) {
      case COUNT -> 1;
      case DISTINCT -> TextHash.of(distinct(row, found));
      default -> finite(row, found);
    };
  }

  private static String distinct(Row row, ValueRef found) throws InvalidEventException {
    String text = row.text(found);
    if (text == null) {
      throw wrong(row, found, "a text or a number");
    }
    return text;
  }

  private double finite(Row row, ValueRef found) throws InvalidEventException {
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
            number.of(Objects.requireNonNull(row.text(found)));
        case ValueKind.BYTES -> number.of((byte[]) Objects.requireNonNull(row.object(found)));
        default -> throw new NumberFormatException("a number");
      };
    } catch (NumberFormatException malformed) {
      throw wrong(row, found, String.valueOf(malformed.getMessage()));
    }
  }

  private double mapped(Row row, ValueRef found) {
    if (!number.values().isEmpty()) {
      return number.of(Objects.requireNonNull(row.text(found)));
    }
    return number.of(
        row.kind(found) == ValueKind.DOUBLE ? row.number(found) : (double) row.bits(found));
  }

  private static InvalidEventException wrong(Row row, ValueRef found, String accepted) {
    String text = row.text(found);
    String shown =
        text == null ? "an object or a list" : "'" + PrintableText.of(text, MOST_SHOWN) + "'";
    return new InvalidEventException(
        "%s: %s is not accepted; it must be %s".formatted(found.path(), shown, accepted));
  }
}
