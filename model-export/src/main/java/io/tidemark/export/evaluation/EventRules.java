package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import java.time.Duration;

/**
 * How alarms are counted against events.
 *
 * @param merge alarms with at most so many samples between them are one episode
 * @param grace time after an event's end in which an alarm still belongs to it
 * @param renotify a false alarm that lasts counts once per started period of this length, so that a
 *     detector that is always on pays for it
 */
public record EventRules(int merge, Duration grace, Duration renotify) {
  public EventRules {
    if (merge < 0) {
      throw DefinitionException.of("merge", merge, "a whole number of samples, 0 or more");
    }
    if (grace.isNegative()) {
      throw DefinitionException.of("grace", grace, "0 or longer");
    }
    if (renotify.isNegative() || renotify.isZero()) {
      throw DefinitionException.of("renotify", renotify, "longer than 0");
    }
  }
}
