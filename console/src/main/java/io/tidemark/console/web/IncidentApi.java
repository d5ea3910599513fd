package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.History;
import io.tidemark.console.store.IncidentDetails;
import io.tidemark.console.store.IncidentQuery;
import io.tidemark.console.store.IncidentQuery.Order;
import io.tidemark.console.store.SituationFigures;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Incidents over HTTP: list, one of them, feedback on it. */
final class IncidentApi {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentApi.class);
  private static final int PAGE = 100;

  /** Other incidents of the situation that an incident's page names. */
  private static final int RELATED = 20;

  private static final int LONGEST_COMMENT = 2_000;

  private final History history;
  private final FeedbackSink feedback;
  private final HistoryWriter writer;
  private final Silences silences;
  private final Clock clock;

  IncidentApi(
      History history,
      FeedbackSink feedback,
      HistoryWriter writer,
      Silences silences,
      Clock clock) {
    this.history = history;
    this.feedback = feedback;
    this.writer = writer;
    this.silences = silences;
    this.clock = clock;
  }

  private record ListView(List<IncidentView> incidents) {}

  /** What the page sends when a person has judged. */
  record Judgement(@Nullable String verdict, @Nullable String comment) {}

  void list(Context request) {
    AlertState state = Parameters.choice(request, "state", AlertState.class);
    Order order = Parameters.choice(request, "order", Order.class);
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
            Parameters.text(request, "situation"),
            Boolean.parseBoolean(Parameters.text(request, "situations")),
            order == null ? Order.NEWEST : order,
            Parameters.number(request, "limit", PAGE));
    boolean firsts = query.onePerSituation() && query.order() == Order.NEWEST;
    Json.answer(request, new ListView(views(history.incidents(query), firsts)));
  }

  /**
   * @param firsts whether the first incident of a situation stands for all of them: then the most
   *     telling one is shown
   */
  private List<IncidentView> views(List<Incident> incidents, boolean firsts) {
    Map<String, SituationFigures> situations =
        history.situations(
            incidents.stream()
                .map(Incident::situation)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    List<IncidentView> views = new ArrayList<>();
    for (Incident incident : incidents) {
      String id = incident.situation();
      SituationFigures figures = id == null ? null : situations.get(id);
      if (id == null || figures == null || figures.size() < 2) {
        views.add(IncidentView.of(incident, null, isSilenced(incident)));
        continue;
      }
      boolean standsForAll = firsts && incident.alertId().equals(id);
      Incident shown = standsForAll ? history.membersOf(id, 1).get(0) : incident;
      views.add(IncidentView.of(shown, IncidentView.Situation.of(id, figures), isSilenced(shown)));
    }
    return views;
  }

  /** Incidents as lists show them. */
  List<IncidentView> views(List<Incident> incidents) {
    return views(incidents, false);
  }

  private boolean isSilenced(Incident incident) {
    return Stream.of(incident.openedAt(), incident.updatedAt())
        .anyMatch(
            at ->
                silences.of(
                        incident.detector(),
                        incident.key(),
                        () -> history.tags(incident.alertId()),
                        incident.severity(),
                        at)
                    != null);
  }

  void one(Context request) {
    IncidentDetails details = details(request);
    Incident incident = details.incident();
    List<Incident> related = new ArrayList<>();
    if (incident.situation() != null) {
      related.addAll(history.membersOf(incident.situation(), RELATED + 1));
      related.removeIf(member -> member.alertId().equals(incident.alertId()));
    }
    Json.answer(
        request,
        IncidentDetailsView.of(
            details,
            views(List.of(incident), false).get(0),
            views(related.subList(0, Math.min(RELATED, related.size())), false),
            alert -> silences.of(alert, alert.getUpdatedAt()) != null));
  }

  private IncidentDetails details(Context request) {
    return history
        .details(request.pathParam("id"))
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
    give(feedback(request, details(request), verdict, comment, false));
    Json.answer(request, new Judgement(verdict.name().toLowerCase(Locale.ROOT), comment));
  }

  /** Takes back what was said of an incident. */
  void withdraw(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    IncidentDetails details = details(request);
    Verdict verdict = details.incident().verdict();
    if (verdict == null) {
      throw new IllegalArgumentException("verdict: the incident has none to withdraw");
    }
    give(feedback(request, details, verdict, null, true));
    Json.answer(request, new Judgement(null, null));
  }

  private AlertFeedback feedback(
      Context request,
      IncidentDetails details,
      Verdict verdict,
      @Nullable String comment,
      boolean withdrawn) {
    Incident incident = details.incident();
    return new AlertFeedback(
        incident.alertId(),
        incident.sequence(),
        incident.detector(),
        incident.key(),
        verdict,
        comment,
        request.attribute(AccessCheck.USER),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        features(details.messages()),
        withdrawn);
  }

  /** What explains an anomaly; the message that ends it may have nothing to explain. */
  private static List<String> features(List<AnomalyAlert> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      AnomalyAlert message = messages.get(i);
      if (message.getKind() == AlertKind.ANOMALY && !message.getFeatures().isEmpty()) {
        return message.getFeatures().stream().map(FeatureDeviation::getFeature).toList();
      }
    }
    return List.of();
  }

  private void give(AlertFeedback record) {
    try {
      feedback.send(record);
    } catch (IOException failed) {
      LOG.warn("Feedback is lost", failed);
      throw new ServiceUnavailableResponse("Kafka did not take the feedback; try again later");
    }
    history.judge(record);
    writer.changed();
  }
}
