package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.DefinitionException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From when on alerts are sent, in log time: those that follow from records which were written
 * before are withheld (docs/adr/0016).
 *
 * @param limit what sets the time
 * @param instant the time where the configuration states it, else null
 */
public record NotBefore(Limit limit, @Nullable Instant instant) implements Serializable {
  /** No alert is withheld. */
  public static final NotBefore NONE = new NotBefore(Limit.NONE, null);

  /** The time at which the job first started. */
  public static final NotBefore START = new NotBefore(Limit.START, null);

  /** What sets the time. */
  public enum Limit {
    NONE,
    START,
    INSTANT
  }

  public NotBefore {
    if ((limit == Limit.INSTANT) != (instant != null)) {
      throw new IllegalArgumentException(limit + " with " + instant);
    }
  }

  /** A stated time. */
  public static NotBefore of(Instant instant) {
    return new NotBefore(Limit.INSTANT, instant);
  }

  /**
   * As people write it: {@code start}, {@code none} or an ISO-8601 instant.
   *
   * @param field named in the error
   * @throws DefinitionException when the text is none of them
   */
  public static NotBefore parse(String field, String text) {
    if (text.equalsIgnoreCase("start")) {
      return START;
    }
    if (text.equalsIgnoreCase("none")) {
      return NONE;
    }
    try {
      return of(Instant.parse(text));
    } catch (DateTimeException other) {
      throw DefinitionException.of(
          field, text, "start, none or a time such as 2026-11-29T08:00:00Z");
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return instant == null ? (limit == Limit.NONE ? "none" : "start") : instant.toString();
  }
}
