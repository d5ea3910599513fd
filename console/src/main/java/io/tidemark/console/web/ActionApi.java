package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.tidemark.console.action.ActionSink;
import io.tidemark.console.action.Standing.Status;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.store.History;
import io.tidemark.console.store.IncidentDetails;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people do about incidents, over HTTP. It is shown when it comes back from Kafka, so that all
 * consoles show the same in the same order.
 */
final class ActionApi {
  private static final Logger LOG = LoggerFactory.getLogger(ActionApi.class);
  private static final int LONGEST_COMMENT = 2_000;
  private static final int LONGEST_ASSIGNEE = 200;

  private final History history;
  private final ActionSink sink;
  private final Clock clock;

  ActionApi(History history, ActionSink sink, Clock clock) {
    this.history = history;
    this.sink = sink;
    this.clock = clock;
  }

  /** What the page or a program sends. */
  record Wanted(@Nullable String action, @Nullable String assignee, @Nullable String comment) {}

  void act(Context request) throws IOException {
    Bodies.require(request, Bodies.JSON);
    Wanted wanted = Json.read(request.body(), Wanted.class);
    if (wanted.action() == null) {
      throw new IllegalArgumentException("action: is missing");
    }
    IncidentActionKind kind =
        Parameters.choice("action", wanted.action(), IncidentActionKind.class);
    String assignee = Parameters.text("assignee", wanted.assignee(), LONGEST_ASSIGNEE);
    String comment = Parameters.text("comment", wanted.comment(), LONGEST_COMMENT);
    if (assignee != null && kind != IncidentActionKind.ASSIGN) {
      throw new IllegalArgumentException("assignee: is accepted with the action ASSIGN only");
    }
    if (comment == null && kind == IncidentActionKind.COMMENT) {
      throw new IllegalArgumentException("comment: is missing");
    }
    Incident incident =
        history
            .details(request.pathParam("id"))
            .map(IncidentDetails::incident)
            .orElseThrow(() -> new NotFoundResponse("There is no such incident"));
    if (kind == IncidentActionKind.ACKNOWLEDGE && incident.standing().status() == Status.CLOSED) {
      throw new IllegalArgumentException("action: the incident is closed; reopen it first");
    }
    IncidentAction action =
        new IncidentAction(
            UUID.randomUUID().toString(),
            incident.alertId(),
            incident.sequence(),
            incident.detector(),
            incident.key(),
            kind,
            assignee,
            comment,
            request.attribute(AccessCheck.USER),
            clock.instant());
    try {
      sink.send(action);
    } catch (IOException failed) {
      LOG.warn("An action is lost", failed);
      throw new ServiceUnavailableResponse("Kafka did not take the action; try again later");
    }
    Json.answer(request, ActionView.of(action));
  }
}
