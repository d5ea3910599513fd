package io.tidemark.detector.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One input of the model.
 *
 * @param name name in model file and alerts
 * @param from path of the event field, such as {@code readings.Current} or {@code forwardBytes}
 * @param aggregate how a tick's values become one
 * @param where only events whose text fields have these values count, such as {@code protocol: tcp}
 * @param unit shown in alerts, may be null
 * @param still whether it normally never moves, as an error counter does; other features that never
 *     move in training data are taken for a mistake
 */
public record Feature(
    String name,
    String from,
    Aggregate aggregate,
    Map<String, String> where,
    @Nullable String unit,
    boolean still) {
  public Feature {
    Check.name("features.name", name);
    if (unit != null) {
      Check.label("features.unit", unit);
    }
    where = Map.copyOf(where);
  }

  void check(EventType type) {
    EventPath path = EventPath.of(type, from);
    boolean textAccepted = aggregate.acceptsText();
    if (path == null || (path.text() && !textAccepted)) {
      throw DefinitionException.of(
          "features." + name + ".from",
          from,
          (textAccepted ? "one of " : "a number, one of ") + EventPath.accepted(type, false));
    }
    for (String field : where.keySet()) {
      EventPath filter = EventPath.of(type, field);
      if (filter == null || !filter.text()) {
        throw DefinitionException.of(
            "features." + name + ".where", field, "one of " + EventPath.accepted(type, true));
      }
    }
  }
}
