package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.FleetRow;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.signal.SignalSeries;
import io.tidemark.console.store.History;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key over HTTP, whatever its state: what it read, and its incidents. */
final class KeyApi {
  /** Points of each line, more than a chart is wide. */
  private static final int BUCKETS = 1_200;

  private static final int INCIDENTS = 100;
  private static final int MOST_HOURS = 24 * 366;

  private final History history;
  private final Fleet fleet;
  private final IncidentApi incidents;
  private final Clock clock;

  KeyApi(History history, Fleet fleet, IncidentApi incidents, Clock clock) {
    this.history = history;
    this.fleet = fleet;
    this.incidents = incidents;
    this.clock = clock;
  }

  /** Detector and key are in the path or, where a path cannot hold them, in the query. */
  void one(Context request) {
    boolean inPath = request.pathParamMap().containsKey("key");
    String detector = inPath ? request.pathParam("detector") : required(request, "detector");
    KeyName name =
        new KeyName(detector, inPath ? request.pathParam("key") : required(request, "key"));
    Instant from = Parameters.time(request, "from");
    Instant to = Parameters.time(request, "to");
    int hours = Parameters.number(request, "hours", 1);
    if (hours < 1 || hours > MOST_HOURS) {
      throw new IllegalArgumentException("hours: from 1 to " + MOST_HOURS + " are accepted");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from: must be before to");
    }
    Json.answer(request, view(name, from, to, Duration.ofHours(hours)));
  }

  private static String required(Context request, String name) {
    String value = Parameters.text(request, name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": is missing");
    }
    return value;
  }

  private KeyView view(KeyName name, @Nullable Instant from, @Nullable Instant to, Duration span) {
    FleetRow row = fleet.find(name);
    SignalSeries series =
        history.signals(name, from, to, span, BUCKETS).orElseGet(() -> none(row, from, to, span));
    List<Incident> found = history.incidentsOf(name, series.from(), series.to(), INCIDENTS);
    if (row == null && series.stretches().isEmpty() && found.isEmpty()) {
      throw new NotFoundResponse("Nothing is known of such a key");
    }
    return KeyView.of(name, row, series, incidents.views(found));
  }

  /** The time asked for, without signals. */
  private SignalSeries none(
      @Nullable FleetRow row, @Nullable Instant from, @Nullable Instant to, Duration span) {
    Instant newest =
        row == null || row.reading() == null ? clock.instant() : row.reading().windowEnd();
    Instant last = to == null ? newest : to;
    return new SignalSeries(from == null ? last.minus(span) : from, last, List.of());
  }
}
