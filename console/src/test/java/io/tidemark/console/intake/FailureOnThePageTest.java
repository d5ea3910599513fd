package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.Warnings;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.ListedSilences;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.console.web.Access;
import io.tidemark.console.web.WebServer;
import io.tidemark.schemas.AlertFeedback;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and probes see of a console that cannot read or keep. */
class FailureOnThePageTest {
  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private History history;
  private HistoryWriter writer;
  private WebServer server;

  /** Takes all feedback. */
  private static final class Sink implements FeedbackSink {
    @Override
    public void send(AlertFeedback feedback) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    history = History.open(folder, null, clock);
    history.append(
        new Batch(List.of(Alerts.opened("a", "pump")), Map.of(), List.of(), List.of(), List.of()));
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    writer =
        new HistoryWriter(history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
    Access access = new Access("127.0.0.1", 0, null, null, null);
    server =
        WebServer.start(
            access,
            history,
            fleet,
            false,
            writer,
            new Sink(),
            Silences.none(),
            new ListedSilences(),
            new ListedActions(),
            null,
            new Rollouts(() -> {}),
            () -> writer.failure() == null ? null : "what comes cannot be kept",
            new Metrics(),
            clock);
  }

  @AfterEach
  void close() {
    server.close();
    history.close();
  }

  @Test
  void aProbeSeesThatNothingCanBeReadAndThePageSaysWhy() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health").body()).isEqualTo("ok");

    writer.failed(new IllegalStateException("no broker at 10.0.0.1"));

    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body()).doesNotContain("10.0.0.1");
    assertThat(get("/health").statusCode()).as("alive").isEqualTo(200);
    assertThat(get("/api/news").body()).contains("\"failure\":\"no broker at 10.0.0.1\"");

    writer.write(new ArrayList<>(), List.of());

    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aHistoryThatCannotBeReadIsToldInOneLineAndTheNewsGoOn() throws Exception {
    assertThat(get("/api/news").body()).contains("\"total\":1");

    List<String> warned =
        Warnings.ofAll(
            () -> {
              history.close();
              HttpResponse<String> incidents = get("/api/incidents");
              assertThat(incidents.statusCode()).isEqualTo(503);
              assertThat(incidents.body()).isEqualTo("{\"title\":\"the history is closed\"}");
              assertThat(get("/api/news").body())
                  .contains("\"total\":1", "\"failure\":\"the history is closed\"");
            });

    assertThat(warned).isEmpty();
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
