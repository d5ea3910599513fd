package io.tidemark.schemas.silence;

import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.wire.TrustedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A silence, read: when it is active and what it concerns. The record must not be changed any more.
 * For many threads.
 */
public final class SilenceRule {
  /** As long as the longest key; matching takes time in proportion. */
  private static final int LONGEST_PATTERN = 1_024;

  private final Silence silence;
  private final Duration lasts;
  private final @Nullable Recurrence recurrence;

  private SilenceRule(Silence silence, @Nullable Recurrence recurrence) {
    this.silence = silence;
    this.recurrence = recurrence;
    lasts = Duration.between(silence.getFrom(), silence.getUntil());
  }

  /**
   * Reads a silence.
   *
   * @throws IllegalArgumentException in one line that names the field, when its recurrence or its
   *     pattern of keys cannot be used
   */
  public static SilenceRule of(Silence silence) {
    if (silence.getKeys().length() > LONGEST_PATTERN) {
      throw new IllegalArgumentException(
          "keys: at most " + LONGEST_PATTERN + " characters are accepted");
    }
    String rule = silence.getRecurrence();
    if (rule == null) {
      return new SilenceRule(silence, null);
    }
    if (!silence.getUntil().isAfter(silence.getFrom())) {
      throw new IllegalArgumentException(
          "until: %s is not accepted; later than from, %s"
              .formatted(silence.getUntil(), silence.getFrom()));
    }
    return new SilenceRule(silence, Recurrence.of(rule, silence.getZone(), silence.getFrom()));
  }

  /** The record. */
  public Silence silence() {
    return silence;
  }

  /** Whether it is active at a time. */
  public boolean isActive(Instant time) {
    return activeUntil(time) != null;
  }

  /** When the occurrence that is active at a time is over; null where none is active. */
  public @Nullable Instant activeUntil(Instant time) {
    Instant begin = notAfter(time);
    if (begin == null) {
      return null;
    }
    Instant end = beforeItsEnd(begin.plus(lasts));
    return time.isBefore(end) ? end : null;
  }

  /**
   * Whether it is active at any time from one, inclusive, to another, exclusive.
   *
   * @param fromMillis milliseconds since the epoch
   * @param toMillis milliseconds since the epoch, later
   */
  public boolean isActiveWithin(long fromMillis, long toMillis) {
    Instant to = beforeItsEnd(Instant.ofEpochMilli(toMillis));
    Instant begin = notAfter(to.minusMillis(1));
    return begin != null
        && beforeItsEnd(begin.plus(lasts)).isAfter(Instant.ofEpochMilli(fromMillis));
  }

  /** When it begins next after a time; null where it does not. */
  public @Nullable Instant next(Instant time) {
    Instant from = silence.getFrom();
    Instant next = recurrence != null ? recurrence.after(time) : from.isAfter(time) ? from : null;
    Instant ended = silence.getEndedAt();
    return next != null && (ended == null || next.isBefore(ended)) ? next : null;
  }

  /** Whether it is over for good. */
  public boolean isOver(Instant time) {
    return !isActive(time) && next(time) == null;
  }

  /** When it is over for good, as far as that is known; the largest instant where it recurs. */
  public Instant end() {
    return beforeItsEnd(recurrence == null ? silence.getUntil() : Instant.MAX);
  }

  private Instant beforeItsEnd(Instant time) {
    Instant ended = silence.getEndedAt();
    return ended != null && ended.isBefore(time) ? ended : time;
  }

  private @Nullable Instant notAfter(Instant time) {
    if (recurrence != null) {
      return recurrence.notAfter(time);
    }
    return silence.getFrom().isAfter(time) ? null : silence.getFrom();
  }

  /** Whether it concerns what a key does. */
  public boolean concerns(String detector, String key, Map<String, String> tags) {
    return (silence.getDetector() == null || silence.getDetector().equals(detector))
        && tags.entrySet().containsAll(silence.getTags().entrySet())
        && KeyPattern.matches(silence.getKeys(), key);
  }

  /**
   * Whether it holds back messages of a severity. A limit that is no severity, as anyone may write
   * one, holds back nothing.
   */
  public boolean holdsBack(Severity severity) {
    String limit = silence.getBelow();
    if (limit == null) {
      return true;
    }
    for (Severity known : Severity.values()) {
      if (known.name().equals(limit.toUpperCase(Locale.ROOT))) {
        return severity.compareTo(known) < 0;
      }
    }
    return false;
  }

  /**
   * The record of the same silence, ended before its time.
   *
   * @param by who ends it; null where that is not known
   */
  public Silence endedBy(@Nullable String by, Instant at) {
    TrustedRecords.register(); // the copy makes a new object of our enum
    return Silence.newBuilder(silence).setEndedBy(by).setEndedAt(at).build();
  }
}
