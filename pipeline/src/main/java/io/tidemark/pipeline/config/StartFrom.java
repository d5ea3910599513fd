package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.Check;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where reading starts when there is no state to restore.
 *
 * @param point where
 * @param ago how long ago the first record was written, where that is the point; else null
 */
public record StartFrom(Point point, @Nullable Duration ago) implements Serializable {
  public static final StartFrom EARLIEST = new StartFrom(Point.EARLIEST, null);
  public static final StartFrom LATEST = new StartFrom(Point.LATEST, null);
  public static final StartFrom COMMITTED = new StartFrom(Point.COMMITTED, null);

  /** Where. */
  public enum Point {
    EARLIEST,
    LATEST,
    /** Where the consumer group stands; at the earliest record when it stands nowhere. */
    COMMITTED,
    /** At the first record that was written some time ago or later. */
    AGO
  }

  public StartFrom {
    if ((point == Point.AGO) != (ago != null)) {
      throw new IllegalArgumentException(point + " with " + ago);
    }
    if (ago != null) {
      Check.duration("events.startFrom", ago, Duration.ofSeconds(1), Duration.ofDays(3_650));
    }
  }

  /** At the first record that was written so long ago or later. */
  public static StartFrom ago(Duration ago) {
    return new StartFrom(Point.AGO, ago);
  }

  /**
   * As people write it.
   *
   * @param field named in the error
   * @throws DefinitionException when the text is neither a point nor a duration
   */
  public static StartFrom parse(String field, String text) {
    for (StartFrom point : new StartFrom[] {EARLIEST, LATEST, COMMITTED}) {
      if (point.toString().equalsIgnoreCase(text)) {
        return point;
      }
    }
    Duration ago;
    try {
      ago = Durations.parse(field, text);
    } catch (DefinitionException neither) {
      throw DefinitionException.of(
          field, text, "earliest, latest, committed or a duration such as 7d");
    }
    return ago(ago);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return ago == null ? point.name().toLowerCase(Locale.ROOT) : Durations.format(ago);
  }
}
