package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads whether a condition holds.
 *
 * @param value whose condition it is
 */
record ConditionReader(ValueRef value, Condition condition) {

  static List<ConditionReader> of(PathPlan plan, String field, Map<String, Condition> where) {
    List<ConditionReader> readers = new ArrayList<>();
    where.forEach(
        (path, condition) ->
            readers.add(new ConditionReader(plan.value(field, path, true), condition)));
    return readers;
  }

  static boolean allHold(List<ConditionReader> readers, Row row) {
    for (int i = 0; i < readers.size(); i++) {
      ConditionReader reader = readers.get(i);
      boolean present = row.isPresent(reader.value);
      if (!reader.condition.holds(present, present ? row.text(reader.value) : null)) {
        return false;
      }
    }
    return true;
  }
}
