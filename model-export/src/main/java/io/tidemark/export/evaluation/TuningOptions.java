package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a recorded table of scores is judged anew.
 *
 * @param events file of labelled periods; null where there is none
 * @param rules how alerts are counted against events
 * @param alertsPerDay what people can bear, of all keys together: decides where there are no events
 * @param judged incidents that people judged; null where their feedback is not known
 */
public record TuningOptions(
    @Nullable Path events,
    EventRules rules,
    double alertsPerDay,
    @Nullable List<JudgedIncident> judged) {
  public TuningOptions {
    judged = judged == null ? null : List.copyOf(judged);
    if (!(alertsPerDay > 0)) {
      throw DefinitionException.of("alerts-per-day", alertsPerDay, "more than 0");
    }
  }

  /** By the rules that {@code evaluate} has for a detector. */
  public static TuningOptions of(
      DetectorDefinition definition, @Nullable Path events, double alertsPerDay) {
    return new TuningOptions(
        events, EvaluationOptions.of(definition, events).rules(), alertsPerDay, null);
  }

  /** With what people said of incidents. */
  public TuningOptions withJudged(List<JudgedIncident> incidents) {
    return new TuningOptions(events, rules, alertsPerDay, incidents);
  }
}
