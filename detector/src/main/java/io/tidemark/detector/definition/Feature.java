package io.tidemark.detector.definition;

import org.jspecify.annotations.Nullable;

/**
 * One input of the model.
 *
 * @param name name in model file and alerts
 * @param input where its values come from
 * @param aggregate how a tick's values become one
 * @param unit shown in alerts, may be null
 * @param still whether it normally never moves, as an error counter does; other features that never
 *     move in training data are taken for a mistake
 */
public record Feature(
    String name, FeatureInput input, Aggregate aggregate, @Nullable String unit, boolean still) {
  public Feature {
    Check.name("features.name", name);
    if (unit != null) {
      Check.label("features.unit", unit);
    }
    if (input.from().isEmpty() && aggregate != Aggregate.COUNT) {
      throw new DefinitionException(
          "features." + name + ".from: is missing; only aggregate: count goes without");
    }
  }
}
