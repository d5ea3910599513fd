package io.tidemark.pipeline.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a job fares, in one line: made of parts, each of which reads metrics. A part whose metrics
 * are not there is left out. For one thread.
 */
final class MinuteLine {
  private final LiveMetrics metrics;
  private final List<Part> parts =
      List.of(
          new Rate("numRecordsIn", "decode", "events/s"),
          new Keys(),
          new Increase("deadLetters", "dead letters"),
          new Increase("lateEvents", "late events"),
          new Sum("pendingRecords", "lag %,d"),
          new Withheld(),
          new Sum("openIncidents", "open incidents %,d"),
          new LastCheckpoint());
  private Instant before;

  /**
   * @param now from when on what has happened is in the first line
   */
  MinuteLine(LiveMetrics metrics, Instant now) {
    this.metrics = metrics;
    this.before = now;
  }

  /** The line about the time since the last one. */
  String next(Instant now) {
    Duration since = Duration.between(before, now);
    before = now;
    return parts.stream()
        .map(part -> part.text(metrics, now, since))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(", "));
  }

  /** A part of the line. */
  private interface Part {
    /**
     * @param since time since the line before
     */
    @Nullable String text(LiveMetrics metrics, Instant now, Duration since);
  }

  /** What a counter of one operator grows by in a second. */
  private static final class Rate implements Part {
    private final String name;
    private final String operator;
    private final String unit;
    private long before;

    Rate(String name, String operator, String unit) {
      this.name = name;
      this.operator = operator;
      this.unit = unit;
    }

    @Override
    public String text(LiveMetrics metrics, Instant now, Duration since) {
      long count = metrics.counted(name, operator);
      double rate = 1000.0 * (count - before) / Math.max(1, since.toMillis());
      before = count;
      return format("%,.1f ", rate) + unit;
    }
  }

  /** What a counter has grown by since the last line. */
  private static final class Increase implements Part {
    private final String name;
    private final String what;
    private long before;

    Increase(String name, String what) {
      this.name = name;
      this.what = what;
    }

    @Override
    public String text(LiveMetrics metrics, Instant now, Duration since) {
      long count = metrics.counted(name);
      long increase = count - before;
      before = count;
      return format("%s %,d", what, increase);
    }
  }

  /** Alerts about the past, where there were any since the last line. */
  private static final class Withheld implements Part {
    private long before;

    @Override
    public @Nullable String text(LiveMetrics metrics, Instant now, Duration since) {
      long count = metrics.counted("alertsWithheld");
      long increase = count - before;
      before = count;
      return increase > 0 ? format("alerts about the past withheld %,d", increase) : null;
    }
  }

  /** A sum of gauges. */
  private record Sum(String name, String text) implements Part {
    @Override
    public @Nullable String text(LiveMetrics metrics, Instant now, Duration since) {
      OptionalLong sum = metrics.shown(name);
      return sum.isPresent() ? format(text, sum.getAsLong()) : null;
    }
  }

  /** Keys, and in which state they are. */
  private record Keys() implements Part {
    @Override
    public @Nullable String text(LiveMetrics metrics, Instant now, Duration since) {
      OptionalLong keys = metrics.shown("keys");
      return keys.isPresent()
          ? format(
              "keys %,d (%,d watched, %,d warming up, %,d blind)",
              keys.getAsLong(),
              metrics.shown("keysWatched").orElse(0),
              metrics.shown("keysWarmingUp").orElse(0),
              metrics.shown("keysBlind").orElse(0))
          : null;
    }
  }

  private record LastCheckpoint() implements Part {
    @Override
    public String text(LiveMetrics metrics, Instant now, Duration since) {
      long id = metrics.shown("lastCompletedCheckpointId").orElse(0);
      long at = metrics.shown("lastCheckpointCompletedTimestamp").orElse(0);
      return id <= 0 || at <= 0
          ? "no checkpoint yet"
          : format("checkpoint %d %,d s ago", id, (now.toEpochMilli() - at) / 1000);
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
