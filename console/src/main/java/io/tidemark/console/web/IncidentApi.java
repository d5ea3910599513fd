package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.intake.Keeper;
import io.tidemark.console.store.History;
import io.tidemark.console.store.IncidentQuery;
import io.tidemark.console.store.Story;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Incidents over HTTP: list, one of them, feedback on it. */
final class IncidentApi {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentApi.class);
  private static final int PAGE = 100;
  private static final int LONGEST_COMMENT = 2_000;

  private final History history;
  private final FeedbackSink feedback;
  private final Keeper keeper;
  private final Clock clock;

  IncidentApi(History history, FeedbackSink feedback, Keeper keeper, Clock clock) {
    this.history = history;
    this.feedback = feedback;
    this.keeper = keeper;
    this.clock = clock;
  }

  private record ListView(List<IncidentView> incidents) {}

  /** What the page sends when a person has judged. */
  record Judgement(@Nullable String verdict, @Nullable String comment) {}

  void list(Context request) {
    AlertState state = Parameters.choice(request, "state", AlertState.class);
    IncidentQuery query =
        new IncidentQuery(
            Parameters.text(request, "detector"),
            Parameters.text(request, "key"),
            Parameters.choice(request, "severity", Severity.class),
            state == null ? null : !Incident.ends(state),
            Parameters.choice(request, "verdict", Verdict.class),
            Parameters.flag(request, "attention"),
            Parameters.time(request, "from"),
            Parameters.time(request, "to"),
            Parameters.text(request, "before"),
            Parameters.number(request, "limit", PAGE));
    Json.answer(
        request, new ListView(history.incidents(query).stream().map(IncidentView::of).toList()));
  }

  void one(Context request) {
    Json.answer(request, StoryView.of(story(request)));
  }

  private Story story(Context request) {
    return history
        .story(request.pathParam("id"))
        .orElseThrow(() -> new NotFoundResponse("There is no such incident"));
  }

  /** Kafka first: what is not there is not shown as given. */
  void judge(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    Judgement judgement = Json.read(request.body(), Judgement.class);
    if (judgement.verdict() == null) {
      throw new IllegalArgumentException("verdict: is missing");
    }
    Verdict verdict = Parameters.choice("verdict", judgement.verdict(), Verdict.class);
    String comment = Parameters.text("comment", judgement.comment(), LONGEST_COMMENT);
    Incident incident = story(request).incident();
    AlertFeedback record =
        new AlertFeedback(
            incident.alertId(),
            incident.sequence(),
            incident.detector(),
            incident.key(),
            verdict,
            comment,
            request.attribute(Gate.USER),
            clock.instant());
    try {
      feedback.send(record);
    } catch (IOException failed) {
      LOG.warn("Feedback is lost", failed);
      throw new ServiceUnavailableResponse("Kafka did not take the feedback; try again later");
    }
    history.judge(incident.alertId(), verdict, comment);
    keeper.judged();
    Json.answer(request, new Judgement(verdict.name().toLowerCase(Locale.ROOT), comment));
  }
}
