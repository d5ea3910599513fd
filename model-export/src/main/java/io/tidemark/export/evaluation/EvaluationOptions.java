package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DetectorDefinition;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a table is evaluated.
 *
 * @param events file of labelled periods {@code key,start,end}; null to take runs of label 1
 * @param concerned file of labelled periods that may name the features that they concern; null
 *     where none does
 * @param rules how alarms are counted against events
 */
public record EvaluationOptions(@Nullable Path events, @Nullable Path concerned, EventRules rules) {
  private static final int MERGE = 3;
  private static final Duration RENOTIFY = Duration.ofHours(1);

  /**
   * The usual rules for a detector: alarms up to 3 samples apart are one episode; an alarm up to a
   * window's length after an event belongs to it, since the window still holds it; a false alarm
   * that lasts counts once an hour. The file of events names the features that they concern, if any
   * does.
   */
  public static EvaluationOptions of(DetectorDefinition definition, @Nullable Path events) {
    Duration window = definition.window().tick().multipliedBy(definition.window().length());
    return new EvaluationOptions(events, events, new EventRules(MERGE, window, RENOTIFY));
  }

  /** With another file for the features that events concern. */
  public EvaluationOptions withConcerned(Path file) {
    return new EvaluationOptions(events, file, rules);
  }
}
