package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.tidemark.console.silence.SilenceSink;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Silences over HTTP: list, begin, end. */
final class SilenceApi {
  private static final Logger LOG = LoggerFactory.getLogger(SilenceApi.class);
  private static final int LONGEST_MINUTES = 90 * 24 * 60;
  private static final int LONGEST_TEXT = 1_024;
  private static final int LONGEST_COMMENT = 2_000;
  private static final int MOST_TAGS = 20;

  private final Silences silences;
  private final SilenceSink sink;
  private final Clock clock;

  SilenceApi(Silences silences, SilenceSink sink, Clock clock) {
    this.silences = silences;
    this.sink = sink;
    this.clock = clock;
  }

  private record ListView(List<View> silences) {}

  /** A silence; times in milliseconds since 1970. */
  private record View(
      String id,
      String keys,
      @Nullable String detector,
      Map<String, String> tags,
      @Nullable String below,
      String kind,
      long from,
      long until,
      boolean active,
      @Nullable String comment,
      @Nullable String createdBy,
      long createdAt,
      @Nullable String endedBy,
      @Nullable Long endedAt) {}

  /** What the page sends to begin one; what is left out has its default. */
  record Wanted(
      @Nullable String keys,
      @Nullable String detector,
      @Nullable Map<String, String> tags,
      @Nullable String below,
      @Nullable String kind,
      @Nullable Integer minutes,
      @Nullable String comment) {}

  void list(Context request) {
    Instant now = clock.instant();
    Json.answer(
        request,
        new ListView(silences.newestFirst().stream().map(silence -> view(silence, now)).toList()));
  }

  void begin(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    Wanted wanted = Json.read(request.body(), Wanted.class);
    if (wanted.minutes() == null || wanted.minutes() < 1 || wanted.minutes() > LONGEST_MINUTES) {
      throw new IllegalArgumentException(
          "minutes: " + wanted.minutes() + " is not accepted; from 1 to " + LONGEST_MINUTES);
    }
    String keys = Parameters.text("keys", wanted.keys(), LONGEST_TEXT);
    String detector = Parameters.text("detector", wanted.detector(), LONGEST_TEXT);
    String below = Parameters.text("below", wanted.below(), LONGEST_TEXT);
    String kind = Parameters.text("kind", wanted.kind(), LONGEST_TEXT);
    Instant now = clock.instant();
    Silence silence =
        Silence.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setKeys(keys == null ? "*" : keys)
            .setDetector(detector)
            .setTags(tags(wanted.tags()))
            .setBelow(
                below == null ? null : Parameters.choice("below", below, Severity.class).name())
            .setKind(
                kind == null
                    ? SilenceKind.LATER
                    : Parameters.choice("kind", kind, SilenceKind.class))
            .setFrom(now)
            .setUntil(now.plus(Duration.ofMinutes(wanted.minutes())))
            .setComment(Parameters.text("comment", wanted.comment(), LONGEST_COMMENT))
            .setCreatedBy(request.attribute(Gate.USER))
            .setCreatedAt(now)
            .build();
    write(silence);
    Json.answer(request, view(silence, now));
  }

  void end(Context request) {
    Silence known = silences.get(request.pathParam("id"));
    if (known == null) {
      throw new NotFoundResponse("There is no such silence");
    }
    Instant now = clock.instant();
    if (known.getEndedAt() != null || !now.isBefore(known.getUntil())) {
      throw new IllegalArgumentException("The silence is over");
    }
    Silence ended =
        Silence.newBuilder(known).setEndedBy(request.attribute(Gate.USER)).setEndedAt(now).build();
    write(ended);
    Json.answer(request, view(ended, now));
  }

  /** Kafka first: what is not there does not silence. */
  private void write(Silence silence) {
    try {
      sink.send(silence);
    } catch (IOException failed) {
      LOG.warn("A silence is lost", failed);
      throw new ServiceUnavailableResponse("Kafka did not take the silence; try again later");
    }
    silences.accept(silence);
  }

  private static Map<String, String> tags(@Nullable Map<String, String> wanted) {
    if (wanted == null) {
      return Map.of();
    }
    if (wanted.size() > MOST_TAGS) {
      throw new IllegalArgumentException("tags: at most " + MOST_TAGS + " are accepted");
    }
    wanted.forEach(
        (name, value) -> {
          if (Parameters.text("tags", name, LONGEST_TEXT) == null
              || Parameters.text("tags", value, LONGEST_TEXT) == null) {
            throw new IllegalArgumentException("tags: each needs a name and a value");
          }
        });
    return wanted;
  }

  private static View view(Silence silence, Instant now) {
    Map<String, String> tags = new TreeMap<>();
    silence
        .getTags()
        .forEach((name, value) -> tags.put(PrintableText.of(name), PrintableText.of(value)));
    Instant endedAt = silence.getEndedAt();
    return new View(
        silence.getId(),
        PrintableText.of(silence.getKeys()),
        printable(silence.getDetector()),
        tags,
        printable(silence.getBelow()),
        silence.getKind().name(),
        silence.getFrom().toEpochMilli(),
        silence.getUntil().toEpochMilli(),
        Silences.isActive(silence, now),
        printable(silence.getComment()),
        printable(silence.getCreatedBy()),
        silence.getCreatedAt().toEpochMilli(),
        printable(silence.getEndedBy()),
        endedAt == null ? null : (Long) endedAt.toEpochMilli());
  }

  private static @Nullable String printable(@Nullable String text) {
    return text == null ? null : PrintableText.of(text);
  }
}
