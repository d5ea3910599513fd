package io.tidemark.detector.definition;

import io.tidemark.schemas.Sensitivity;
import java.util.ArrayList;
import java.util.List;

/** Reads what opens an incident: {@code threshold} of a definition, or {@code alerts.perDay}. */
final class ThresholdReader {
  /** Of {@code alerts}. */
  static final String PER_DAY = "perDay";

  private static final String SENSITIVITY = "sensitivity";
  private static final String VALUE = "value";

  private ThresholdReader() {}

  /**
   * @throws DefinitionException also where more than one way is named
   */
  static Threshold read(YamlSection threshold, YamlSection alerts) {
    List<String> named = new ArrayList<>();
    for (String field : List.of(SENSITIVITY, VALUE)) {
      if (threshold.has(field)) {
        named.add(threshold.path(field));
      }
    }
    threshold.done();
    if (alerts.has(PER_DAY)) {
      named.add(alerts.path(PER_DAY));
    }
    if (named.size() > 1) {
      throw DefinitionException.of(
          named.get(1),
          "beside " + named.get(0),
          "one of threshold.sensitivity, threshold.value and alerts.perDay alone");
    }
    if (alerts.has(PER_DAY)) {
      return new Threshold.Rate(alerts.number(PER_DAY));
    }
    return threshold.has(VALUE)
        ? new Threshold.Fixed(threshold.number(VALUE))
        : new Threshold.Evidence(threshold.oneOf(SENSITIVITY, Sensitivity.class));
  }
}
