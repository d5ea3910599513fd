package io.tidemark.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.console.Alerts;
import io.tidemark.console.Eventually;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.Actions;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.signal.SignalBucket;
import io.tidemark.console.signal.SignalFeature;
import io.tidemark.console.signal.SignalStretch;
import io.tidemark.console.silence.ListedSilences;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
  private static final String TOKEN = "a-token-of-some-length";
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ListedActions actions = new ListedActions();
  private final Given feedback = new Given();
  private History history;
  private @Nullable WebServer server;
  private volatile @Nullable String trouble;

  /** Takes feedback, or not. */
  private static final class Given implements FeedbackSink {
    final List<AlertFeedback> taken = new ArrayList<>();
    boolean away;

    @Override
    public void send(AlertFeedback feedback) throws IOException {
      if (away) {
        throw new IOException("away");
      }
      taken.add(feedback);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    history = History.open(folder, null, CLOCK);
  }

  @AfterEach
  void close() {
    close(server);
    history.close();
  }

  @Test
  void theListHasWhatTheFilterAsksFor() throws Exception {
    keep(
        Alerts.opened("a", "pump-1"),
        Alerts.message("b", 0, AlertState.OPEN, Severity.LOW, "pump-2"),
        Alerts.message("b", 1, AlertState.RESOLVED, Severity.LOW, "pump-2"));
    start(open(null));

    assertThat(json("/api/incidents").path("incidents")).hasSize(2);
    assertThat(json("/api/incidents?severity=HIGH").path("incidents")).hasSize(1);
    assertThat(json("/api/incidents?state=RESOLVED").path("incidents").get(0).path("id").asText())
        .isEqualTo("b");
    assertThat(json("/api/incidents?key=PUMP-2").path("incidents")).hasSize(1);
    assertThat(json("/api/incidents?key=%25").path("incidents")).isEmpty();
    assertThat(json("/api/incidents?to=2026-01-01T00:00:00Z").path("incidents")).isEmpty();
    assertThat(json("/api/incidents?limit=1&before=a").path("incidents").get(0).path("id").asText())
        .isEqualTo("b");
    assertThat(get("/api/incidents?limit=0", Map.of()).statusCode()).isEqualTo(400);
    assertThat(get("/api/incidents?from=yesterday", Map.of()).body()).contains("not a time");
  }

  @Test
  void aKeyShowsWhatItReadItsNormalRangeAndItsIncidentsWhateverItIsCalled() throws Exception {
    KeyName name = new KeyName("plant", "hall 2/pump?1");
    SignalStretch stretch = new SignalStretch(List.of(new SignalFeature("current", "A")));
    long end = Alerts.OPENED.toEpochMilli();
    for (int second = -7_200; second <= 0; second += 10) {
      float value = second == 0 ? Float.NaN : 10 + second / 1_000f;
      stretch.add(
          new SignalBucket(
              end + second * 1_000L, 0.5f, 5, new float[] {value, value, value, 9.5f, 8, 11}),
          1);
    }
    history.append(Map.of(name, stretch), Duration.ofSeconds(1), List.of());
    keep(Alerts.opened("a", name.key()), Alerts.opened("other", "pump-1"));
    start(open(null));

    String address = "/api/keys?detector=plant&key=hall%202%2Fpump%3F1";
    JsonNode hour = json(address);
    assertThat(hour.path("to").asLong()).isEqualTo(end);
    assertThat(hour.path("times")).hasSize(361);
    JsonNode current = hour.path("features").get(0);
    assertThat(current.path("name").asText()).isEqualTo("current");
    assertThat(current.path("unit").asText()).isEqualTo("A");
    assertThat(current.path("observed").get(0).asDouble()).isEqualTo(6.4);
    assertThat(current.path("observed").get(360).isNull()).isTrue();
    assertThat(current.path("expected").get(0).asDouble()).isEqualTo(9.5);
    assertThat(current.path("normalHigh").get(0).asDouble()).isEqualTo(11);
    assertThat(current.has("lowest")).as("nothing but what was observed").isFalse();
    assertThat(ids(hour.path("incidents"))).containsExactly("a");

    Instant from = Alerts.OPENED.minusSeconds(7_200);
    JsonNode before = json(address + "&from=" + from + "&to=" + from.plusSeconds(3_600));
    assertThat(before.path("times")).hasSize(361);
    assertThat(before.path("incidents")).isEmpty();
    assertThat(json(address + "&hours=24").path("times")).as("72 s a point").hasSize(101);
    assertThat(json("/api/keys/plant/pump-1").path("times")).isEmpty();
    assertThat(get("/api/keys/plant/no-such", Map.of()).statusCode()).isEqualTo(404);
    assertThat(get("/api/keys?detector=plant", Map.of()).statusCode()).isEqualTo(400);
    assertThat(get(address + "&hours=0", Map.of()).statusCode()).isEqualTo(400);
    assertThat(get(address + "&from=" + from + "&to=" + from, Map.of()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aSituationIsOneRowWithItsMostTellingIncidentAndLeadsToTheOthers() throws Exception {
    AnomalyAlert earlier = Alerts.opened("earlier", "pump-9");
    earlier.setOpenedAt(Alerts.OPENED.minusSeconds(3_600));
    keep(
        Alerts.message("a", 0, AlertState.OPEN, Severity.LOW, "pump-1"),
        Alerts.message("b", 0, AlertState.OPEN, Severity.CRITICAL, "pump-2"),
        Alerts.message("c", 0, AlertState.OPEN, Severity.LOW, "pump-3"),
        Alerts.message("c", 1, AlertState.RESOLVED, Severity.LOW, "pump-3"),
        earlier);
    start(open(null));

    JsonNode rows = json("/api/incidents?situations=true").path("incidents");
    assertThat(ids(rows)).containsExactly("b", "earlier");
    JsonNode situation = rows.get(0).path("situation");
    assertThat(situation.path("id").asText()).isEqualTo("a");
    assertThat(situation.path("size").asInt()).isEqualTo(3);
    assertThat(situation.path("open").asInt()).isEqualTo(2);
    assertThat(situation.path("severity").asText()).isEqualTo("CRITICAL");
    assertThat(rows.get(1).has("situation")).as("it is alone").isFalse();
    assertThat(ids(json("/api/incidents?situations=true&before=b").path("incidents")))
        .containsExactly("earlier");
    assertThat(ids(json("/api/incidents?situation=a").path("incidents")))
        .containsExactly("b", "a", "c");
    assertThat(get("/api/incidents?situation=a&before=b", Map.of()).statusCode()).isEqualTo(400);
    assertThat(ids(json("/api/incidents").path("incidents"))).hasSize(4);

    JsonNode details = json("/api/incidents/c");
    assertThat(details.path("incident").path("situation").path("size").asInt()).isEqualTo(3);
    assertThat(ids(details.path("related"))).containsExactly("b", "a");
    assertThat(json("/api/incidents/earlier").path("related")).isEmpty();
  }

  private static List<String> ids(JsonNode incidents) {
    List<String> ids = new ArrayList<>();
    incidents.forEach(incident -> ids.add(incident.path("id").asText()));
    return ids;
  }

  @Test
  void aProbeNeedsNoSignInAndIsToldWhatKeepsTheConsoleFromItsWork() throws Exception {
    start(open("0123456789abcdef"));
    assertThat(get("/ready", Map.of()).statusCode()).isEqualTo(200);
    trouble = "the broker does not answer";

    HttpResponse<String> ready = get("/ready", Map.of());
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("the broker does not answer");
    assertThat(get("/health", Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void anOpenPageIsToldThatTheConsoleCannotDoItsWork() throws Exception {
    start(open(null));
    HttpResponse<Stream<String>> stream =
        client.send(
            request("/api/live", Map.of("Accept", "text/event-stream")).build(),
            BodyHandlers.ofLines());
    try (Stream<String> lines = stream.body()) {
      trouble = "the broker does not answer";
      assertThat(
              assertTimeoutPreemptively(
                  Duration.ofSeconds(20),
                  () -> lines.anyMatch(line -> line.contains("the broker does not answer"))))
          .isTrue();
    }
  }

  @Test
  void pagesAreToldWhatKeepsTheConsoleFromItsWork() throws Exception {
    start(open(null));
    assertThat(json("/api/news").has("trouble")).isFalse();
    trouble = "the broker does not answer";

    assertThat(json("/api/news").path("trouble").asText()).isEqualTo("the broker does not answer");
  }

  @Test
  void anIncidentTellsItsWholeStory() throws Exception {
    keep(
        Alerts.opened("a", "pump-1"),
        Alerts.message("a", 1, AlertState.UPDATE, Severity.CRITICAL, "pump-1"));
    start(open(null));

    JsonNode details = json("/api/incidents/a");

    assertThat(details.path("incident").path("severity").asText()).isEqualTo("CRITICAL");
    assertThat(details.path("incident").path("reason").asText())
        .isEqualTo(
            "vibration high, 4.1 mm/s at its worst (normal 0.8 to 1.6); flow low, 80 l/min at its"
                + " worst (normal 90 to 100)");
    assertThat(details.path("messages")).hasSize(2);
    assertThat(details.path("messages").get(1).path("sources").get(0).path("last").asLong())
        .isEqualTo(40);
    assertThat(details.path("model").path("digest").asText()).isEqualTo("ab12cd");
    assertThat(details.path("replay").asText())
        .isEqualTo("./tidemark replay --config pipeline.yaml --alert a");
    assertThat(get("/api/incidents/none", Map.of()).statusCode()).isEqualTo(404);
  }

  @Test
  void anIncidentTellsEachFeaturesNormalRangeItsKindAndItsPhase() throws Exception {
    AnomalyAlert warmingUp = Alerts.opened("a", "pump-1");
    warmingUp.setPhase(AlertPhase.WARM_UP);
    FeatureDeviation vibration = warmingUp.getFeatures().get(0);
    FeatureDeviation ownless = FeatureDeviation.newBuilder(vibration).build();
    ownless.setNormalLow(null);
    ownless.setNormalHigh(null);
    warmingUp.setFeatures(List.of(vibration, ownless));
    AnomalyAlert gap = Alerts.opened("b", "pump-2");
    gap.setKind(AlertKind.GAP);
    gap.setNote("nothing for 5 min");
    gap.setFeatures(List.of());
    gap.setTags(Map.of("site", "hall-2"));
    keep(warmingUp, gap);
    start(open(null));

    JsonNode details = json("/api/incidents/a");
    JsonNode features = details.path("messages").get(0).path("features");
    assertThat(features.get(0).path("normalLow").asDouble()).isEqualTo(0.8);
    assertThat(features.get(0).path("normalHigh").asDouble()).isEqualTo(1.6);
    assertThat(features.get(1).hasNonNull("normalLow")).isFalse();
    assertThat(details.path("kind").asText()).isEqualTo("ANOMALY");
    assertThat(details.path("phase").asText()).isEqualTo("WARM_UP");
    assertThat(details.path("incident").path("reason").asText())
        .startsWith("vibration high, ")
        .endsWith(" (in its warm-up)");

    JsonNode silent = json("/api/incidents/b");
    assertThat(silent.path("kind").asText()).isEqualTo("GAP");
    assertThat(silent.has("replay")).as("a gap is not computed from events").isFalse();
    assertThat(silent.path("phase").asText()).isEqualTo("LIVE");
    assertThat(silent.path("tags").path("site").asText()).isEqualTo("hall-2");
    assertThat(details.path("tags")).isEmpty();
    assertThat(silent.path("note").asText()).isEqualTo("nothing for 5 min");
    assertThat(silent.path("incident").path("reason").asText()).isEqualTo("nothing for 5 min");
  }

  @Test
  void feedbackIsKeptWhenKafkaHasIt() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    start(open(null));

    assertThat(judge("noise", Map.of("X-Tidemark", "1"))).isEqualTo(200);

    assertThat(feedback.taken).hasSize(1);
    assertThat(feedback.taken.get(0).getVerdict()).isEqualTo(Verdict.NOISE);
    assertThat(feedback.taken.get(0).getComment()).isEqualTo("valve");
    assertThat(json("/api/incidents/a").path("incident").path("verdict").asText())
        .isEqualTo("NOISE");
    feedback.away = true;
    assertThat(judge("real", Map.of("X-Tidemark", "1"))).isEqualTo(503);
    assertThat(json("/api/incidents/a").path("incident").path("verdict").asText())
        .isEqualTo("NOISE");
  }

  @Test
  void thePageSaysWhatFeedbackChangedAndWithdrawingItTakesItBack() throws Exception {
    keep(Alerts.opened("a", "pump-1"), Alerts.opened("b", "pump-1"), Alerts.opened("c", "pump-2"));
    start(open(null));
    assertThat(json("/api/incidents/a").path("raised")).isEmpty();

    assertThat(judge("noise", Map.of("X-Tidemark", "1"))).isEqualTo(200);
    assertThat(
            post(
                    "/api/incidents/b/feedback",
                    "{\"verdict\": \"expected\"}",
                    Map.of("X-Tidemark", "1"))
                .statusCode())
        .isEqualTo(200);

    String feature = feedback.taken.get(0).getFeatures().get(0);
    JsonNode raised = json("/api/incidents/a").path("raised");
    assertThat(raised).hasSize(1);
    assertThat(raised.path(0).path("feature").asText()).isEqualTo(feature);
    assertThat(raised.path(0).path("factor").asInt()).isEqualTo(4);
    assertThat(raised.path(0).path("judgements").asInt()).isEqualTo(2);
    assertThat(json("/api/incidents/c").path("raised")).isEmpty();

    assertThat(withdraw("a")).isEqualTo(200);

    assertThat(json("/api/incidents/b").path("raised").path(0).path("factor").asInt()).isEqualTo(2);
    assertThat(json("/api/incidents/a").path("incident").has("verdict")).isFalse();
    assertThat(feedback.taken.get(2).getWithdrawn()).isTrue();
    assertThat(feedback.taken.get(2).getVerdict()).isEqualTo(Verdict.NOISE);
    assertThat(withdraw("a")).as("there is none any more").isEqualTo(400);
  }

  private int withdraw(String incident) throws Exception {
    return post(
            "/api/incidents/" + incident + "/feedback/withdraw", "{}", Map.of("X-Tidemark", "1"))
        .statusCode();
  }

  @Test
  void feedbackThatSaysNothingIsRefused() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    start(open(null));

    for (String body : List.of("null", "{}", "[]", "")) {
      HttpResponse<String> answer =
          post("/api/incidents/a/feedback", body, Map.of("X-Tidemark", "1"));
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
    }
    assertThat(feedback.taken).isEmpty();
  }

  @Test
  void anotherSitesPageCanChangeNothing() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    start(open(null));

    assertThat(judge("noise", Map.of())).isEqualTo(403);
    assertThat(judge("noise", Map.of("X-Tidemark", "1", "Origin", "http://evil.example")))
        .isEqualTo(403);
    assertThat(judge("noise", Map.of("X-Tidemark", "1", "Sec-Fetch-Site", "cross-site")))
        .isEqualTo(403);
    assertThat(feedback.taken).isEmpty();
  }

  @Test
  void withATokenNobodySeesAnythingWithoutIt() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    start(open(TOKEN));

    assertThat(get("/api/incidents", Map.of()).statusCode()).isEqualTo(401);
    assertThat(get("/api/live", Map.of()).statusCode()).isEqualTo(401);
    assertThat(get("/app.js", Map.of()).statusCode()).isEqualTo(401);
    assertThat(get("/", Map.of()).headers().firstValue("Location")).contains("/login");
    assertThat(get("/api/incidents", Map.of("Authorization", "Bearer wrong")).statusCode())
        .isEqualTo(401);
    assertThat(get("/api/incidents", Map.of("Authorization", "Bearer " + TOKEN)).statusCode())
        .isEqualTo(200);
    HttpResponse<String> signedIn = post("/login", "token=" + TOKEN, Map.of());
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
    assertThat(get("/api/incidents", Map.of("Cookie", cookie.split(";")[0])).statusCode())
        .isEqualTo(200);
    assertThat(post("/login", "token=wrong", Map.of()).headers().firstValue("Set-Cookie"))
        .isEmpty();
  }

  @Test
  void whoSignsOutIsOutAndSoAreTheOpenStreams() throws Exception {
    start(open(TOKEN));
    String cookie = signIn();
    String other = signIn();
    Map<String, String> signedIn = Map.of("Cookie", cookie);
    HttpResponse<Stream<String>> stream =
        client.send(
            request("/api/live", Map.of("Cookie", cookie, "Accept", "text/event-stream")).build(),
            BodyHandlers.ofLines());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(json("/api/session", signedIn).path("signedIn").asBoolean()).isTrue();
    assertThat(signOut(Map.of("Cookie", cookie))).as("from elsewhere").isEqualTo(403);
    assertThat(get("/logout", signedIn).statusCode()).as("by a link").isEqualTo(404);
    assertThat(get("/api/news", signedIn).statusCode()).isEqualTo(200);

    assertThat(signOut(Map.of("Cookie", cookie, "X-Tidemark", "1"))).isEqualTo(204);

    assertThat(get("/api/news", signedIn).statusCode()).isEqualTo(401);
    assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> stream.body().toList()))
        .as("all of the stream, which ends")
        .contains("event: news");
    assertThat(get("/api/news", Map.of("Cookie", other)).statusCode()).isEqualTo(200);
    Map<String, String> program = Map.of("Authorization", "Bearer " + TOKEN);
    assertThat(json("/api/session", program).path("signedIn").asBoolean()).isFalse();
  }

  @Test
  void theNumberOfSessionsIsBounded() {
    Sessions sessions = new Sessions(TOKEN, null, CLOCK);
    String first = sessions.begin(Role.OPERATOR);
    for (int i = 1; i < Sessions.MOST; i++) {
      sessions.begin(Role.OPERATOR);
    }
    assertThat(sessions.isAlive(first)).isTrue();

    String last = sessions.begin(Role.OPERATOR);

    assertThat(sessions.isAlive(first)).isFalse();
    assertThat(sessions.isAlive(last)).isTrue();
  }

  @Test
  void theTableOfGuessersIsBounded() throws Exception {
    WrongTokens wrong = new WrongTokens(new MovingClock(Instant.EPOCH));
    InetAddress guesser = InetAddress.getByName("2001:db8::1");
    InetAddress neighbour = InetAddress.getByName("2001:db8::2:1");
    for (int i = 0; i < WrongTokens.BURST; i++) {
      assertThat(wrong.mayTry(guesser)).isTrue();
      wrong.add(i % 2 == 0 ? guesser : neighbour);
    }
    assertThat(wrong.mayTry(guesser)).isFalse();
    assertThat(wrong.mayTry(neighbour)).as("the same network").isFalse();

    for (int i = 0; i < 10_000; i++) {
      wrong.add(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
    }

    assertThat(wrong.mayTry(guesser)).as("forgotten, as the oldest").isTrue();
  }

  @Test
  void browsersAreToldToStayOnTlsWhereTheLineIsEncrypted() throws Exception {
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    Access.Proxy proxy = new Access.Proxy("X-User", here, Set.of("console.example.org"));
    start(new Access("127.0.0.1", 0, TOKEN, proxy, null));
    String host = "GET /login HTTP/1.1\r\nHost: console.example.org\r\nConnection: close\r\n";

    assertThat(raw(host + "X-Forwarded-Proto: https\r\n\r\n"))
        .contains("Strict-Transport-Security: max-age=31536000\r\n");
    assertThat(raw(host + "\r\n")).doesNotContain("Strict-Transport-Security");
    assertThat(
            raw(
                host.replace("console.example.org", "localhost")
                    + "X-Forwarded-Proto: https\r\n\r\n"))
        .as("it would hold for everything on localhost")
        .doesNotContain("Strict-Transport-Security");
    Map<String, String> encrypted = Map.of("X-Forwarded-Proto", "https");
    assertThat(post("/login", "token=" + TOKEN, encrypted).headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(cookie -> assertThat(cookie).endsWith("; Secure"));
    close(server);

    start(open(TOKEN));
    assertThat(post("/login", "token=" + TOKEN, encrypted).headers().firstValue("Set-Cookie"))
        .as("anybody can claim it")
        .hasValueSatisfying(cookie -> assertThat(cookie).doesNotContain("Secure"));
  }

  @Test
  void noAnswerHoldsCharactersThatSteerOrHideText() throws Exception {
    AnomalyAlert hostile = Alerts.opened("id\u009b2J\u202e", "pump\u001b[2J\u202e\u2028");
    hostile.setDetector("plant\u200b");
    hostile.getFeatures().get(0).setFeature("vib\u0085");
    hostile.getFeatures().get(0).setUnit("mm\u202e");
    hostile.setNote("note\u2029");
    hostile.setTags(Map.of("tag\u202e", "value\u0085"));
    hostile.getModel().setName("model\n");
    keep(hostile);
    start(open(null));

    String list = get("/api/incidents", Map.of()).body();
    String id = new ObjectMapper().readTree(list).path("incidents").get(0).path("id").asText();
    String details = get("/api/incidents/" + encoded(id), Map.of()).body();
    String news = get("/api/news", Map.of()).body();
    String fleet = get("/api/fleet", Map.of()).body();

    assertThat(id).as("what addresses an incident stays").isEqualTo("id\u009b2J\u202e");
    for (String answer : List.of(list, details, news, fleet)) {
      assertThat(answer).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
      assertThat(texts(new ObjectMapper().readTree(answer)))
          .filteredOn(text -> !text.equals(id))
          .noneMatch(text -> text.matches("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*"));
    }
    assertThat(texts(new ObjectMapper().readTree(details))).contains("plant\ufffd", "vib\ufffd");
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.fieldNames().forEachRemaining(texts::add);
    node.forEach(child -> texts.addAll(texts(child)));
    return texts;
  }

  @Test
  void aParameterIsNoLongerThanAKey() throws Exception {
    start(open(null));

    assertThat(get("/api/incidents?key=" + "x".repeat(1024), Map.of()).statusCode()).isEqualTo(200);
    assertThat(get("/api/incidents?key=" + "x".repeat(1025), Map.of()).body())
        .contains("key: at most 1024 characters are accepted");
    assertThat(get("/api/incidents?key=" + "x".repeat(100_000), Map.of()).statusCode())
        .isIn(414, 431);
  }

  private String signIn() throws Exception {
    return post("/login", "token=" + TOKEN, Map.of())
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow()
        .split(";")[0];
  }

  private int signOut(Map<String, String> headers) throws Exception {
    return client
        .send(
            request("/logout", headers).POST(HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", address().getPort())) {
      socket.getOutputStream().write(request.getBytes());
      return new String(socket.getInputStream().readAllBytes());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void theProxysUserCountsFromTheProxyAlone() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    start(new Access("127.0.0.1", 0, null, new Access.Proxy("X-User", here, Set.of()), null));
    assertThat(get("/api/incidents", Map.of()).statusCode()).isEqualTo(401);
    assertThat(get("/api/incidents", Map.of("X-User", "kim")).statusCode()).isEqualTo(200);
    assertThat(judge("real", Map.of("X-Tidemark", "1", "X-User", "kim"))).isEqualTo(200);
    assertThat(feedback.taken.get(0).getAuthor()).isEqualTo("kim");
    close(server);

    Set<InetAddress> elsewhere = Set.of(InetAddress.getByName("192.0.2.7"));
    start(new Access("127.0.0.1", 0, null, new Access.Proxy("X-User", elsewhere, Set.of()), null));
    assertThat(get("/api/incidents", Map.of("X-User", "kim")).statusCode()).isEqualTo(401);
  }

  @Test
  void behindAProxyTheNameThatPeopleKnowIsTheConsolesOwn() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    Set<String> hosts = Set.of("console.example.org:8443");
    start(new Access("127.0.0.1", 0, null, new Access.Proxy("X-User", here, hosts), null));

    // Some proxies hand the name on, others call the console by its own.
    assertThat(statusUnder("Console.example.org:8443")).isEqualTo(200);
    assertThat(judge("real", from("https://console.example.org:8443"))).isEqualTo(200);
    assertThat(statusUnder("evil.example")).isEqualTo(403);
    assertThat(judge("real", from("https://evil.example"))).isEqualTo(403);
    close(server);

    Set<InetAddress> elsewhere = Set.of(InetAddress.getByName("192.0.2.7"));
    start(new Access("127.0.0.1", 0, null, new Access.Proxy("X-User", elsewhere, hosts), null));
    assertThat(statusUnder("console.example.org:8443")).isEqualTo(403);
  }

  private static Map<String, String> from(String origin) {
    return Map.of("X-Tidemark", "1", "X-User", "kim", "Origin", origin);
  }

  @Test
  void beyondLoopbackItRefusesToBeOpenOrUnencrypted() {
    assertThatThrownBy(() -> new Access("0.0.0.0", 0, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--token-file");
    assertThatThrownBy(() -> new Access("0.0.0.0", 0, TOKEN, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--tls-keystore");
    assertThatThrownBy(() -> new Access("127.0.0.1", 0, "short", null, null))
        .hasMessageContaining("at least 16");
    assertThatThrownBy(() -> new Access("127.0.0.1", 0, TOKEN, "short", null, null))
        .hasMessageStartingWith("--reader-token-file: the token has 5 characters");
    for (String token : new String[] {null, TOKEN}) {
      assertThatThrownBy(() -> new Access("127.0.0.1", 0, token, TOKEN, null, null))
          .hasMessageStartingWith("--reader-token-file: requires --token-file with another token");
    }
    assertThat(new Access("127.0.0.1", 0, TOKEN, null, null).toString()).doesNotContain(TOKEN);
  }

  @Test
  void withAKeystoreItSpeaksTlsAlone() throws Exception {
    Path keystore = folder.resolve("console.p12");
    keytool(keystore, "password");
    start(new Access("127.0.0.1", 0, TOKEN, null, new Access.Tls(keystore, "password")));
    KeyStore trusted = KeyStore.getInstance(keystore.toFile(), "password".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient secure = HttpClient.newBuilder().sslContext(context).build();

    HttpRequest request = HttpRequest.newBuilder(address().resolve("/health")).build();
    assertThat(request.uri().getScheme()).isEqualTo("https");
    HttpResponse<String> healthy = secure.send(request, BodyHandlers.ofString());
    assertThat(healthy.body()).isEqualTo("ok");
    assertThat(healthy.headers().firstValue("Strict-Transport-Security")).isEmpty();
    URI plain = URI.create("http://127.0.0.1:" + address().getPort() + "/health");
    assertThatThrownBy(
            () -> client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  private static void keytool(Path keystore, String password) throws Exception {
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "console",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor()).as(new String(made.getInputStream().readAllBytes())).isZero();
  }

  @Test
  void thePageAllowsNothingFromElsewhereAndLoadsFast() throws Exception {
    start(open(null));
    long size = 0;
    for (String path : new Assets().paths()) {
      HttpResponse<String> answer = get(path, Map.of());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(answer.body()).as(path).doesNotContain("innerHTML", "document.write(");
      size += answer.body().length();
    }
    assertThat(size).isLessThan(300_000);
    HttpResponse<String> script = get("/app.js", Map.of());
    String tag = script.headers().firstValue("ETag").orElseThrow();
    assertThat(get("/app.js", Map.of("If-None-Match", tag)).statusCode()).isEqualTo(304);
  }

  @Test
  void aNameThatOnlyPointsToThisMachineIsRefused() throws Exception {
    start(open(null));

    assertThat(statusUnder("evil.example")).isEqualTo(403);
  }

  /** What is answered to a signed-in person who asks for the console by this name. */
  private int statusUnder(String host) throws IOException {
    try (var socket = new Socket("127.0.0.1", address().getPort())) {
      String request =
          "GET /api/incidents HTTP/1.1\r\nHost: %s\r\nX-User: kim\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.formatted(host).getBytes());
      String answer = new String(socket.getInputStream().readAllBytes());
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  private static void close(@Nullable WebServer server) {
    if (server != null) {
      server.close();
    }
  }

  private URI address() {
    return Objects.requireNonNull(server).address();
  }

  private static Access open(@Nullable String token) {
    return new Access("127.0.0.1", 0, token, null, null);
  }

  private void keep(AnomalyAlert... alerts) {
    history.append(new Batch(List.of(alerts), Map.of(), List.of(), List.of(), List.of()));
  }

  private final Silences silences = Silences.none();
  private final ListedSilences sink = new ListedSilences();

  private void start(Access access) {
    Fleet fleet = new Fleet(Duration.ofMinutes(5), CLOCK);
    HistoryWriter writer =
        new HistoryWriter(history, fleet, "alerts", "incident-actions", Duration.ofDays(90), CLOCK);
    server =
        WebServer.start(
            access,
            history,
            fleet,
            false,
            writer,
            feedback,
            silences,
            sink,
            actions,
            null,
            new Rollouts(() -> {}),
            () -> trouble,
            new Metrics(),
            CLOCK);
  }

  @Test
  void theMetricsSayWhatIsOpenAndWhoAsks() throws Exception {
    keep(
        Alerts.message("a", 0, AlertState.OPEN, Severity.LOW, "pump-1"),
        Alerts.message("b", 0, AlertState.OPEN, Severity.HIGH, "pump-2"),
        Alerts.message("c", 0, AlertState.OPEN, Severity.HIGH, "pump-3"),
        Alerts.message("d", 0, AlertState.OPEN, Severity.HIGH, "pump-4"),
        Alerts.message("d", 1, AlertState.RESOLVED, Severity.HIGH, "pump-4"));
    start(open(null));
    assertThat(get("/api/news", Map.of()).statusCode()).isEqualTo(200);
    assertThat(get("/api/incidents?limit=0", Map.of()).statusCode()).isEqualTo(400);

    Eventually.await(
        () ->
            metrics()
                .containsAll(
                    List.of(
                        "tidemark_console_open_incidents{detector=\"plant\",severity=\"high\"} 2.0",
                        "tidemark_console_open_incidents{detector=\"plant\",severity=\"low\"} 1.0",
                        "tidemark_console_open_incidents{detector=\"plant\",severity=\"medium\"} 0.0",
                        "tidemark_console_requests_total{status=\"400\"} 1.0",
                        "tidemark_console_open_pages 0.0")));
    assertThat(metrics())
        .anyMatch(line -> line.matches("process_cpu_seconds_total [0-9.E-]+"))
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"}"))
        .noneMatch(line -> line.contains("pump-"));
  }

  @Test
  void prometheusReadsTheMetricsWithoutSigningIn() throws Exception {
    start(open(TOKEN));
    assertThat(get("/api/news", Map.of()).statusCode()).isEqualTo(401);

    HttpResponse<String> page = get("/metrics", Map.of());

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    Eventually.await(
        () -> metrics().contains("tidemark_console_requests_total{status=\"401\"} 1.0"));
  }

  @Test
  void detectorsWithoutALabelOfTheirOwnCountTogether() throws Exception {
    List<AnomalyAlert> alerts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      AnomalyAlert alert = Alerts.message("a" + i, 0, AlertState.OPEN, Severity.HIGH, "pump-" + i);
      alert.setDetector("detector-%03d".formatted(i));
      alerts.add(alert);
    }
    keep(alerts.toArray(AnomalyAlert[]::new));
    start(open(null));

    Eventually.await(
        () ->
            metrics()
                .contains(
                    "tidemark_console_open_incidents{detector=\"(others)\",severity=\"high\"} 50.0"));
    assertThat(metrics().stream().filter(line -> line.contains("severity=\"high\""))).hasSize(101);
  }

  private List<String> metrics() {
    try {
      return get("/metrics", Map.of()).body().lines().toList();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void aSilenceIsBegunAndEndedAndSaysByWhom() throws Exception {
    start(open(null));
    Map<String, String> page = Map.of("X-Tidemark", "1");
    String body =
        "{\"keys\":\"pump-*\",\"tags\":{\"site\":\"hall-2\"},\"below\":\"critical\",\"kind\":\"never\","
            + "\"minutes\":60,\"comment\":\" valve \"}";

    assertThat(post("/api/silences", body, Map.of()).statusCode())
        .as("from elsewhere")
        .isEqualTo(403);
    assertThat(post("/api/silences", body, page).statusCode()).isEqualTo(200);

    JsonNode silence = json("/api/silences").path("silences").get(0);
    assertThat(silence.path("keys").asText()).isEqualTo("pump-*");
    assertThat(silence.path("below").asText()).isEqualTo("CRITICAL");
    assertThat(silence.path("kind").asText()).isEqualTo("NEVER");
    assertThat(silence.path("active").asBoolean()).isTrue();
    assertThat(silence.path("comment").asText()).isEqualTo("valve");
    assertThat(silence.path("until").asLong() - silence.path("from").asLong()).isEqualTo(3_600_000);
    String end = "/api/silences/" + silence.path("id").asText() + "/end";
    assertThat(post(end, "{}", page).statusCode()).isEqualTo(200);
    assertThat(post(end, "{}", page).statusCode()).as("it is over").isEqualTo(400);
    assertThat(json("/api/silences").path("silences").get(0).path("active").asBoolean()).isFalse();
    assertThat(sink.taken).hasSize(2);
    assertThat(sink.taken.get(1).getEndedAt()).isNotNull();
    assertThat(post("/api/silences/none/end", "{}", page).statusCode()).isEqualTo(404);
  }

  @Test
  void aRecurringMaintenanceSaysWhenItBeginsNextAndIsEndedBeforeIt() throws Exception {
    start(open(null));
    Map<String, String> page = Map.of("X-Tidemark", "1");
    String body =
        "{\"keys\":\"press-*\",\"from\":\"2030-03-30T02:30\",\"minutes\":60,"
            + "\"recurrence\":\"FREQ=DAILY\",\"zone\":\"Europe/Berlin\",\"learn\":false}";

    assertThat(post("/api/silences", body, page).statusCode()).isEqualTo(200);

    JsonNode silence = json("/api/silences").path("silences").get(0);
    assertThat(silence.path("recurrence").asText()).isEqualTo("FREQ=DAILY");
    assertThat(silence.path("zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(silence.path("learn").asBoolean()).isFalse();
    assertThat(silence.path("active").asBoolean()).isFalse();
    assertThat(silence.path("next").asLong())
        .isEqualTo(Instant.parse("2030-03-30T01:30:00Z").toEpochMilli());
    assertThat(sink.taken.get(0).getLearn()).isFalse();
    String end = "/api/silences/" + silence.path("id").asText() + "/end";
    assertThat(post(end, "{}", page).statusCode()).isEqualTo(200);
    assertThat(json("/api/silences").path("silences").get(0).path("next").isMissingNode()).isTrue();
  }

  @Test
  void anIncidentWithinASilenceIsShownAsSilenced() throws Exception {
    keep(
        Alerts.message("a", 0, AlertState.OPEN, Severity.HIGH, "pump-1"),
        Alerts.message("b", 0, AlertState.OPEN, Severity.HIGH, "pump-2"),
        Alerts.message("a", 1, AlertState.UPDATE, Severity.HIGH, "pump-1"));
    Instant opened = Alerts.message("a", 0, AlertState.OPEN, Severity.HIGH, "k").getOpenedAt();
    silences.accept(
        Silence.newBuilder()
            .setId("s")
            .setKeys("pump-1")
            .setTags(Map.of())
            .setKind(SilenceKind.NEVER)
            .setFrom(opened)
            .setUntil(opened.plusSeconds(5))
            .setCreatedAt(opened)
            .build());
    start(open(null));

    JsonNode incidents = json("/api/incidents").path("incidents");
    assertThat(incidents).hasSize(2);
    incidents.forEach(
        incident ->
            assertThat(incident.path("silenced").asBoolean())
                .isEqualTo(incident.path("key").asText().equals("pump-1")));
    JsonNode messages = json("/api/incidents/a").path("messages");
    assertThat(messages.get(0).path("silenced").asBoolean()).isTrue();
    assertThat(messages.get(1).path("silenced").asBoolean()).isFalse();
    silences.accept(
        Silence.newBuilder()
            .setId("s")
            .setKeys("*")
            .setTags(Map.of("site", "bonn"))
            .setKind(SilenceKind.NEVER)
            .setFrom(opened)
            .setUntil(opened.plusSeconds(5))
            .setCreatedAt(opened)
            .build());
    json("/api/incidents")
        .path("incidents")
        .forEach(incident -> assertThat(incident.path("silenced").asBoolean()).isFalse());
  }

  @Test
  void aSilenceThatSaysNothingOrTooMuchIsRefused() throws Exception {
    start(open(null));
    for (String body :
        List.of(
            "{}",
            "{\"minutes\":0}",
            "{\"minutes\":200000}",
            "{\"minutes\":5,\"kind\":\"soon\"}",
            "{\"minutes\":5,\"recurrence\":\"FREQ=SECONDLY\"}",
            "{\"minutes\":5,\"recurrence\":\"every night\"}",
            "{\"minutes\":5,\"recurrence\":\"FREQ=DAILY\",\"zone\":\"Mars/Base\"}",
            "{\"minutes\":5,\"from\":\"tonight\"}",
            "{\"minutes\":5,\"from\":\"2020-01-01T00:00\"}",
            "{\"minutes\":5,\"until\":\"2030-01-01T00:00\"}",
            "{\"minutes\":5,\"below\":\"huge\"}",
            "{\"minutes\":5,\"tags\":{\"\":\"x\"}}",
            "{\"minutes\":5,\"keys\":\"" + "x".repeat(1_025) + "\"}")) {
      assertThat(post("/api/silences", body, Map.of("X-Tidemark", "1")).statusCode())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(sink.taken).isEmpty();
  }

  @Test
  void anActionGoesToKafkaWithItsAuthorAndIsShownWhenItComesBack() throws Exception {
    keep(
        Alerts.opened("a", "pump-1"),
        Alerts.message("a", 1, AlertState.UPDATE, Severity.HIGH, "pump-1"));
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    start(new Access("127.0.0.1", 0, null, new Access.Proxy("X-User", here, Set.of()), null));
    Map<String, String> ana = Map.of("X-Tidemark", "1", "X-User", "ana");

    String body = "{\"action\":\"assign\",\"assignee\":\" kim \",\"comment\":\" bearing \"}";
    assertThat(post("/api/incidents/a/actions", body, ana).statusCode()).isEqualTo(200);

    IncidentAction action = actions.taken.get(0);
    assertThat(action.getAlertId()).isEqualTo("a");
    assertThat(action.getSequence()).isEqualTo(1);
    assertThat(action.getDetector()).isEqualTo("plant");
    assertThat(action.getKey()).isEqualTo("pump-1");
    assertThat(action.getAction()).isEqualTo(IncidentActionKind.ASSIGN);
    assertThat(action.getAssignee()).isEqualTo("kim");
    assertThat(action.getComment()).isEqualTo("bearing");
    assertThat(action.getAuthor()).isEqualTo("ana");
    assertThat(json("/api/incidents/a", ana).path("actions")).isEmpty();

    act(action);

    JsonNode details = json("/api/incidents/a", ana);
    assertThat(details.path("actions").get(0).path("author").asText()).isEqualTo("ana");
    assertThat(details.path("actions").get(0).path("action").asText()).isEqualTo("ASSIGN");
    assertThat(details.path("incident").path("standing").path("assignee").asText())
        .isEqualTo("kim");
    assertThat(json("/api/incidents?attention=true", ana).path("incidents")).hasSize(1);
    act(Actions.action("a", 1, IncidentActionKind.ACKNOWLEDGE));
    assertThat(json("/api/incidents?attention=true", ana).path("incidents")).isEmpty();
    assertThat(get("/api/incidents?attention=maybe", ana).statusCode()).isEqualTo(400);
  }

  @Test
  void anExternalSystemActsWithTheTokenAndNobodyWithout() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    start(open(TOKEN));
    String body = "{\"action\":\"acknowledge\"}";
    String path = "/api/incidents/a/actions";
    assertThat(post(path, body, Map.of("X-Tidemark", "1")).statusCode()).isEqualTo(401);
    Map<String, String> token = Map.of("Authorization", "Bearer " + TOKEN);
    assertThat(post(path, body, token).statusCode()).as("another site's page").isEqualTo(403);
    assertThat(actions.taken).isEmpty();

    Map<String, String> program = Map.of("Authorization", "Bearer " + TOKEN, "X-Tidemark", "1");
    assertThat(post(path, body, program).statusCode()).isEqualTo(200);

    assertThat(actions.taken.get(0).getAction()).isEqualTo(IncidentActionKind.ACKNOWLEDGE);
    assertThat(actions.taken.get(0).getAuthor()).isNull();
    actions.away = true;
    assertThat(post(path, body, program).statusCode()).isEqualTo(503);
  }

  @Test
  void anActionThatSaysNothingOrTooMuchIsRefused() throws Exception {
    keep(Alerts.opened("a", "pump-1"));
    start(open(null));
    Map<String, String> page = Map.of("X-Tidemark", "1");
    for (String body :
        List.of(
            "null",
            "{}",
            "{\"action\":\"explode\"}",
            "{\"action\":\"comment\"}",
            "{\"action\":\"close\",\"assignee\":\"kim\"}",
            "{\"action\":\"assign\",\"assignee\":\"" + "x".repeat(201) + "\"}",
            "{\"action\":\"comment\",\"comment\":\"" + "x".repeat(2_001) + "\"}")) {
      assertThat(post("/api/incidents/a/actions", body, page).statusCode()).as(body).isEqualTo(400);
    }
    String close = "{\"action\":\"close\"}";
    assertThat(post("/api/incidents/none/actions", close, page).statusCode()).isEqualTo(404);
    HttpRequest plain =
        request("/api/incidents/a/actions", page)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(close))
            .build();
    assertThat(client.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    act(Actions.action("a", 0, IncidentActionKind.CLOSE));
    assertThat(post("/api/incidents/a/actions", "{\"action\":\"acknowledge\"}", page).body())
        .contains("reopen it first");
    assertThat(actions.taken).isEmpty();
  }

  private void act(IncidentAction action) {
    history.append(new Batch(List.of(), Map.of(), List.of(), List.of(action), List.of()));
  }

  private int judge(String verdict, Map<String, String> headers) throws Exception {
    String body = "{\"verdict\":\"" + verdict + "\",\"comment\":\" valve \"}";
    return post("/api/incidents/a/feedback", body, headers).statusCode();
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body));
    request.header(
        "Content-Type",
        path.equals("/login") ? "application/x-www-form-urlencoded" : "application/json");
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws Exception {
    return json(path, Map.of());
  }

  private JsonNode json(String path, Map<String, String> headers) throws Exception {
    return new ObjectMapper().readTree(get(path, headers).body());
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    URI address = address().resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20));
    headers.forEach(request::header);
    return request;
  }
}
