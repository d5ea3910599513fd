package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.TextHash;
import java.util.ArrayList;
import java.util.List;

/** Reads one feature of an event. */
final class FeatureReader {
  private final Aggregate aggregate;
  private final List<ValueRef> from;
  private final List<ConditionReader> where;
  private final NumberReader number;

  FeatureReader(PathPlan plan, Feature feature) {
    String field = "features." + feature.name();
    aggregate = feature.aggregate();
    boolean exact = aggregate == Aggregate.DISTINCT;
    from =
        feature.input().from().stream()
            .map(path -> plan.value(field + ".from", path, exact))
            .toList();
    where = ConditionReader.of(plan, field + ".where", feature.input().where());
    number = new NumberReader(feature.input().number());
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
      default -> number.read(row, found);
    };
  }

  private static String distinct(Row row, ValueRef found) throws InvalidEventException {
    String text = row.text(found);
    if (text == null) {
      throw NumberReader.wrong(row, found, "a text or a number");
    }
    return text;
  }
}
