package io.tidemark.cli.audit;

import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The largest difference between two records of one schema: numbers by their distance, relative
 * above 1, everything else by being equal or not. Fields to come are compared without being named
 * here.
 */
final class FieldDifference {
  private double value;
  private String where = "";

  double value() {
    return value;
  }

  String where() {
    return where;
  }

  void record(String path, IndexedRecord left, IndexedRecord right) {
    for (Schema.Field field : left.getSchema().getFields()) {
      String at = path.isEmpty() ? field.name() : path + "." + field.name();
      values(at, left.get(field.pos()), right.get(field.pos()));
    }
  }

  private void values(String at, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Double a && right instanceof Double b) {
      number(at, a, b);
    } else if (left instanceof IndexedRecord a && right instanceof IndexedRecord b) {
      record(at, a, b);
    } else if (left instanceof List<?> a && right instanceof List<?> b && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        values(at + "[" + i + "]", a.get(i), b.get(i));
      }
    } else if (!Objects.equals(left, right)) {
      larger(at, Double.POSITIVE_INFINITY);
    }
  }

  private void number(String at, double left, double right) {
    if (Double.compare(left, right) != 0) {
      double distance = Math.abs(left - right) / Math.max(1, Math.abs(left));
      larger(at, Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance);
    }
  }

  private void larger(String at, double distance) {
    if (distance > value) {
      value = distance;
      where = at;
    }
  }
}
