package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a recorded table of scores is judged anew.
 *
 * @param events file of labelled periods; null where there is none
 * @param grace time after an event's end in which an alert still belongs to it
 * @param alertsPerDay what people can bear, of all keys together: decides where there are no events
 */
public record TuningOptions(@Nullable Path events, Duration grace, double alertsPerDay) {
  private static final int MERGE = 3;
  private static final Duration RENOTIFY = Duration.ofHours(1);

  public TuningOptions {
    if (!(alertsPerDay > 0)) {
      throw DefinitionException.of("alerts-per-day", alertsPerDay, "more than 0");
    }
  }

  EventRules rules() {
    return new EventRules(MERGE, grace, RENOTIFY);
  }
}
