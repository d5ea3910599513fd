package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.tidemark.console.silence.SilenceRequest;
import io.tidemark.console.silence.SilenceSink;
import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.silence.SilenceRule;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Silences over HTTP: list, begin, end. */
final class SilenceApi {
  private static final Logger LOG = LoggerFactory.getLogger(SilenceApi.class);

  private final Silences silences;
  private final SilenceSink sink;
  private final Clock clock;

  SilenceApi(Silences silences, SilenceSink sink, Clock clock) {
    this.silences = silences;
    this.sink = sink;
    this.clock = clock;
  }

  private record ListView(List<View> silences) {}

  /**
   * A silence; times in milliseconds since 1970.
   *
   * @param activeUntil null where it is not active now
   * @param next when it begins next; null where it does not
   */
  private record View(
      String id,
      String keys,
      @Nullable String detector,
      Map<String, String> tags,
      @Nullable String below,
      String kind,
      long from,
      long until,
      @Nullable String recurrence,
      @Nullable String zone,
      boolean learn,
      boolean active,
      @Nullable Long activeUntil,
      @Nullable Long next,
      @Nullable String comment,
      @Nullable String createdBy,
      long createdAt,
      @Nullable String endedBy,
      @Nullable Long endedAt) {}

  void list(Context request) {
    Instant now = clock.instant();
    Json.answer(
        request,
        new ListView(silences.newestFirst().stream().map(silence -> view(silence, now)).toList()));
  }

  void begin(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    SilenceRequest wanted = Json.read(request.body(), SilenceRequest.class);
    write(request, wanted.silence(request.attribute(AccessCheck.USER), clock.instant()));
  }

  void end(Context request) {
    SilenceRule known = silences.get(request.pathParam("id"));
    if (known == null) {
      throw new NotFoundResponse("There is no such silence");
    }
    Instant now = clock.instant();
    if (known.isOver(now)) {
      throw new IllegalArgumentException("The silence is over");
    }
    write(request, known.endedBy(request.attribute(AccessCheck.USER), now));
  }

  /** Kafka first: what is not there does not silence. */
  private void write(Context request, Silence silence) {
    try {
      sink.send(silence);
    } catch (IOException failed) {
      LOG.warn("A silence is lost", failed);
      throw new ServiceUnavailableResponse("Kafka did not take the silence; try again later");
    }
    silences.accept(silence);
    Json.answer(request, view(SilenceRule.of(silence), clock.instant()));
  }

  private static View view(SilenceRule rule, Instant now) {
    Silence silence = rule.silence();
    Map<String, String> tags = new TreeMap<>();
    silence
        .getTags()
        .forEach((name, value) -> tags.put(PrintableText.of(name), PrintableText.of(value)));
    return new View(
        silence.getId(),
        PrintableText.of(silence.getKeys()),
        printable(silence.getDetector()),
        tags,
        printable(silence.getBelow()),
        silence.getKind().name(),
        silence.getFrom().toEpochMilli(),
        silence.getUntil().toEpochMilli(),
        printable(silence.getRecurrence()),
        printable(silence.getZone()),
        silence.getLearn(),
        rule.isActive(now),
        millis(rule.activeUntil(now)),
        millis(rule.next(now)),
        printable(silence.getComment()),
        printable(silence.getCreatedBy()),
        silence.getCreatedAt().toEpochMilli(),
        printable(silence.getEndedBy()),
        millis(silence.getEndedAt()));
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : (Long) time.toEpochMilli();
  }

  private static @Nullable String printable(@Nullable String text) {
    return text == null ? null : PrintableText.of(text);
  }
}
