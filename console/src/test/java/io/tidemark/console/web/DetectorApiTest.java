package io.tidemark.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.detector.DefinedDetector;
import io.tidemark.console.detector.Job;
import io.tidemark.console.detector.ModelName;
import io.tidemark.console.detector.ModelSwitch;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.ListedSilences;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorApiTest {
  private static final Map<String, String> KIM = Map.of("X-User", "kim", "X-Tidemark", "1");
  private static final String DIGEST = "ab".repeat(32);

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final MovingClock clock = new MovingClock(Alerts.OPENED.plusSeconds(60));
  private final Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
  private final Rollouts rollouts = new Rollouts(() -> {});
  private final Commands commands = new Commands();
  private History history;
  private @Nullable WebServer server;

  /** Takes commands, or not. */
  private static final class Commands implements ModelSwitch {
    private final List<String> taken = new ArrayList<>();
    private boolean away;

    @Override
    public void promote(String detector, String digest, @Nullable String author)
        throws IOException {
      take("promote " + detector + " " + digest + " by " + author);
    }

    @Override
    public void rollBack(String detector, @Nullable String author) throws IOException {
      take("roll back " + detector + " by " + author);
    }

    private void take(String command) throws IOException {
      if (away) {
        throw new IOException("away");
      }
      taken.add(command);
    }
  }

  /** Takes all feedback. */
  private static final class Sink implements FeedbackSink {
    @Override
    public void send(AlertFeedback feedback) {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    history = History.open(folder, null, clock);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
    history.close();
  }

  @Test
  void saysOfEachDetectorWhatIsKnown() throws Exception {
    start(job(true));
    AnomalyAlert yesterday = Alerts.opened("b", "pump-2");
    yesterday.setOpenedAt(Alerts.OPENED.minus(Duration.ofDays(1)));
    AnomalyAlert before = Alerts.opened("c", "pump-3");
    before.setOpenedAt(Alerts.OPENED.minus(Duration.ofDays(8)));
    List<AnomalyAlert> alerts = List.of(Alerts.opened("a", "pump-1"), yesterday, before);
    history.append(new Batch(alerts, Map.of(), List.of(), List.of(), List.of()));
    covered("pump-1", CoverageState.WATCHED);
    covered("pump-2", CoverageState.WATCHED);
    covered("pump-3", CoverageState.BLIND);

    JsonNode told = list("?zone=Pacific/Kiritimati");
    assertThat(told.path("control").asBoolean()).isTrue();
    assertThat(told.path("days").get(6).asLong())
        .as("midnight there, 14 hours before it in UTC")
        .isEqualTo(Instant.parse("2026-01-05T10:00:00Z").toEpochMilli() - 86_400_000L);
    JsonNode plant = told.path("detectors").get(0);
    assertThat(plant.path("name").asText()).isEqualTo("plant");
    assertThat(plant.path("definition").path("yaml").asText()).isEqualTo("name: plant");
    assertThat(plant.path("definition").path("file").asText()).isEqualTo("plant.yaml");
    assertThat(plant.path("coverage").toString()).isEqualTo("{\"WATCHED\":2,\"BLIND\":1}");
    assertThat(plant.path("opened").toString()).isEqualTo("[0,0,0,0,0,1,1]");
    assertThat(plant.path("model").path("version").asText()).isEqualTo("1");
    assertThat(plant.has("since")).isFalse();
    assertThat(get("/api/detectors?zone=Moon").statusCode()).isEqualTo(400);
  }

  @Test
  void aPromotionAndARollBackGoToTheJobWithWhoAskedForThem() throws Exception {
    start(job(true));
    assertThat(post("plant/promote", "{\"digest\":\"" + DIGEST + "\"}", KIM).body())
        .contains("no model that could be promoted");
    answer(ControlOutcome.OFFERED, "2", DIGEST);

    assertThat(post("plant/promote", "{\"digest\":\"cd\"}", KIM).body())
        .as("not what the person saw")
        .contains("the model that can be promoted is " + DIGEST);
    assertThat(post("plant/promote", "{\"digest\":\"" + DIGEST + "\"}", KIM).statusCode())
        .isEqualTo(200);
    assertThat(post("plant/roll-back", "{}", KIM).body()).contains("no other model");
    answer(ControlOutcome.PROMOTED, "2", DIGEST);
    assertThat(post("plant/roll-back", "{}", KIM).statusCode()).isEqualTo(200);

    assertThat(commands.taken)
        .containsExactly("promote plant " + DIGEST + " by kim", "roll back plant by kim");
    commands.away = true;
    assertThat(post("plant/roll-back", "{}", KIM).statusCode()).isEqualTo(503);
  }

  @Test
  void whoMayNotLookMayNotPromoteNorMayAnotherSitesPage() throws Exception {
    start(job(true));
    answer(ControlOutcome.OFFERED, "2", DIGEST);
    String body = "{\"digest\":\"" + DIGEST + "\"}";

    assertThat(post("plant/promote", body, Map.of("X-Tidemark", "1")).statusCode()).isEqualTo(401);
    assertThat(post("plant/promote", body, Map.of("X-User", "kim")).statusCode()).isEqualTo(403);
    assertThat(commands.taken).isEmpty();
  }

  @Test
  void withoutAConfigurationOrItsControlNothingIsPromoted() throws Exception {
    start(null);
    answer(ControlOutcome.OFFERED, "2", DIGEST);
    assertThat(list("").path("job").asBoolean()).isFalse();
    assertThat(post("plant/promote", "{\"digest\":\"" + DIGEST + "\"}", KIM).body())
        .contains("started without --config");
    Objects.requireNonNull(server).close();

    start(job(false));
    assertThat(list("").path("control").asBoolean()).isFalse();
    assertThat(post("plant/roll-back", "{}", KIM).body()).contains("takes no commands");
    assertThat(commands.taken).isEmpty();
  }

  private Job job(boolean control) {
    return new Job(
        List.of(
            new DefinedDetector(
                "plant", "plant.yaml", "name: plant", new ModelName("1", "cd".repeat(32)))),
        control ? new Job.Control("model-commands", "control-events", commands) : null);
  }

  private void answer(ControlOutcome outcome, String version, String digest) {
    rollouts.take(
        ControlEvent.newBuilder()
            .setTime(Alerts.OPENED)
            .setDetector("plant")
            .setOutcome(outcome)
            .setVersion(version)
            .setDigest(digest)
            .build());
  }

  private void covered(String key, CoverageState state) {
    fleet.covered(
        new KeyName("plant", key),
        Coverage.newBuilder()
            .setDetector("plant")
            .setKey(key)
            .setState(state)
            .setSince(Alerts.OPENED)
            .build());
  }

  private void start(@Nullable Job job) throws IOException {
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    server =
        WebServer.start(
            new Access("127.0.0.1", 0, null, new Access.Proxy("X-User", here, Set.of()), null),
            history,
            fleet,
            false,
            new HistoryWriter(
                history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock),
            new Sink(),
            Silences.none(),
            new ListedSilences(),
            new ListedActions(),
            job,
            rollouts,
            () -> null,
            new Metrics(),
            clock);
  }

  private JsonNode list(String query) throws Exception {
    return new ObjectMapper().readTree(get("/api/detectors" + query).body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path, KIM).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    HttpRequest request =
        request("/api/detectors/" + path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Objects.requireNonNull(server).address().resolve(path))
            .timeout(Duration.ofSeconds(20));
    headers.forEach(request::header);
    return request;
  }
}
