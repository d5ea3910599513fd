package io.tidemark.console.silence;

import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.silence.SilenceRule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for who begins a silence; what is left out, or blank, has its default.
 *
 * @param keys pattern; all keys
 * @param detector name; all
 * @param tags that an alert must have; none
 * @param below name of a severity; all are held back
 * @param kind name; LATER
 * @param from when it begins: with an offset, or the local time of the zone; now
 * @param until when it is over, as {@code from}
 * @param minutes how long it lasts, in the place of {@code until}
 * @param recurrence rule of RFC 5545; it happens once
 * @param zone IANA time zone; UTC
 * @param learn whether the job learns meanwhile; true
 */
public record SilenceRequest(
    @Nullable String keys,
    @Nullable String detector,
    @Nullable Map<String, String> tags,
    @Nullable String below,
    @Nullable String kind,
    @Nullable String from,
    @Nullable String until,
    @Nullable Integer minutes,
    @Nullable String recurrence,
    @Nullable String zone,
    @Nullable Boolean learn,
    @Nullable String comment) {
  private static final int LONGEST_MINUTES = 90 * 24 * 60;
  private static final int LONGEST_TEXT = 1_024;
  private static final int LONGEST_COMMENT = 2_000;
  private static final int MOST_TAGS = 20;

  /**
   * The silence that is asked for.
   *
   * @param by who asks; null where that is not known
   * @throws IllegalArgumentException in one line that names the field, when something in it is not
   *     accepted
   */
  public Silence silence(@Nullable String by, Instant now) {
    String in = text("zone", zone, LONGEST_TEXT);
    String begin = text("from", from, LONGEST_TEXT);
    Instant begins = begin == null ? now : time("from", begin, in);
    Silence silence =
        Silence.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setKeys(orElse(text("keys", keys, LONGEST_TEXT), "*"))
            .setDetector(text("detector", detector, LONGEST_TEXT))
            .setTags(checkedTags())
            .setBelow(limit())
            .setKind(what())
            .setFrom(begins)
            .setUntil(end(begins, in))
            .setRecurrence(text("recurrence", recurrence, LONGEST_TEXT))
            .setZone(in)
            .setLearn(learn == null || learn)
            .setComment(text("comment", comment, LONGEST_COMMENT))
            .setCreatedBy(by)
            .setCreatedAt(now)
            .build();
    if (SilenceRule.of(silence).isOver(now)) {
      throw new IllegalArgumentException(
          "until: %s is not accepted; a time to come".formatted(silence.getUntil()));
    }
    return silence;
  }

  private Instant end(Instant begins, @Nullable String in) {
    String end = text("until", until, LONGEST_TEXT);
    if (end != null && minutes != null) {
      throw new IllegalArgumentException("minutes: cannot go with until");
    }
    if (end == null) {
      if (minutes == null || minutes < 1 || minutes > LONGEST_MINUTES) {
        throw new IllegalArgumentException(
            "minutes: " + minutes + " is not accepted; from 1 to " + LONGEST_MINUTES);
      }
      return begins.plus(Duration.ofMinutes(minutes));
    }
    Instant ends = time("until", end, in);
    Duration lasts = Duration.between(begins, ends);
    if (lasts.compareTo(Duration.ZERO) <= 0 || lasts.toMinutes() > LONGEST_MINUTES) {
      throw new IllegalArgumentException(
          "until: %s is not accepted; later than from, %s, by at most %d minutes"
              .formatted(ends, begins, LONGEST_MINUTES));
    }
    return ends;
  }

  private static Instant time(String field, String text, @Nullable String zone) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException local) {
      return localTime(field, text, zone);
    }
  }

  private static Instant localTime(String field, String text, @Nullable String zone) {
    ZoneId in;
    try {
      in = ZoneId.of(zone == null ? "UTC" : zone);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "zone: %s is not accepted; an IANA time zone such as Europe/Berlin"
              .formatted(PrintableText.of(String.valueOf(zone), 100)));
    }
    try {
      return LocalDateTime.parse(text).atZone(in).toInstant();
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          "%s: %s is not accepted; a time such as 2026-01-31T08:15 or 2026-01-31T08:15:00Z"
              .formatted(field, PrintableText.of(text, 100)));
    }
  }

  private @Nullable String limit() {
    String name = text("below", below, LONGEST_TEXT);
    return name == null ? null : choice("below", name, Severity.class).name();
  }

  private SilenceKind what() {
    String name = text("kind", kind, LONGEST_TEXT);
    return name == null ? SilenceKind.LATER : choice("kind", name, SilenceKind.class);
  }

  private static <E extends Enum<E>> E choice(String field, String name, Class<E> type) {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          field + ": one of " + Arrays.toString(type.getEnumConstants()) + " is accepted");
    }
  }

  private Map<String, String> checkedTags() {
    if (tags == null) {
      return Map.of();
    }
    if (tags.size() > MOST_TAGS) {
      throw new IllegalArgumentException("tags: at most " + MOST_TAGS + " are accepted");
    }
    tags.forEach(
        (name, value) -> {
          if (text("tags", name, LONGEST_TEXT) == null
              || text("tags", value, LONGEST_TEXT) == null) {
            throw new IllegalArgumentException("tags: each needs a name and a value");
          }
        });
    return tags;
  }

  private static @Nullable String text(String field, @Nullable String text, int longest) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (text.length() > longest) {
      throw new IllegalArgumentException(
          field + ": at most " + longest + " characters are accepted");
    }
    return text.strip();
  }

  private static String orElse(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
