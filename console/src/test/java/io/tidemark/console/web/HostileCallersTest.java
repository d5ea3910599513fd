package io.tidemark.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.Eventually;
import io.tidemark.console.MovingClock;
import io.tidemark.console.Warnings;
import io.tidemark.console.action.ListedActions;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.ListedSilences;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.schemas.AlertFeedback;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who has not signed in can make the console do: real requests to a real server. */
class HostileCallersTest {
  private static final String TOKEN = "a-token-of-some-length";
  private static final String READER_TOKEN = "another-token-of-some-length";

  /** Whatever changes something. */
  private static final List<String> CHANGING =
      List.of(
          "/api/incidents/a/feedback",
          "/api/incidents/a/feedback/withdraw",
          "/api/incidents/a/actions",
          "/api/detectors/plant/promote",
          "/api/detectors/plant/roll-back",
          "/api/silences",
          "/api/silences/1/end");

  private static final Access.@Nullable Proxy NO_PROXY = null;
  private static final String LOGIN = "POST /login HTTP/1.1\r\nHost: localhost\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final Instant NOW = Instant.parse("2026-01-05T07:00:00Z");
  private static final HttpLimits QUICK =
      new HttpLimits(64, 48, 8, 16 * 1024, 32, Duration.ofMillis(300), Duration.ofSeconds(30));

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(NOW);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Socket> sockets = new ArrayList<>();
  private History history;
  private @Nullable WebServer server;

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
    history.append(
        new Batch(List.of(Alerts.opened("a", "pump")), Map.of(), List.of(), List.of(), List.of()));
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (server != null) {
      server.close();
    }
    history.close();
  }

  @Test
  void fortySlowBodiesKeepNobodyOut() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);
    for (int i = 0; i < 40; i++) {
      send(LOGIN + FORM + "Content-Length: 200\r\n\r\ntoken=");
    }

    assertThat(get("/login", Map.of()).statusCode()).isEqualTo(200);
    assertThat(signIn(TOKEN).statusCode()).isEqualTo(303);
  }

  @Test
  void fortyWhoDoNotReadTheirAnswersKeepNobodyElseOut() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);
    String thousands = "GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2000);
    for (int i = 0; i < 40; i++) {
      Socket deaf = new Socket();
      sockets.add(deaf);
      deaf.setReceiveBufferSize(4096);
      deaf.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
      deaf.connect(new InetSocketAddress("127.0.0.1", port()));
      write(deaf, thousands);
    }

    for (int i = 0; i < 20; i++) {
      assertThat(get("/login", Map.of()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);
    Socket slow = send(LOGIN + FORM + "Content-Length: 200\r\n\r\nt");

    // 15 bytes a second would take 13 seconds; the answer comes at the second byte or soon after.
    String answer = trickle(slow, "oken=" + "x".repeat(100), 66);

    assertThat(answer).startsWith("HTTP/1.1 4");
  }

  @Test
  void aRequestWhoseHeadTricklesIsGivenUp() throws Exception {
    start(QUICK, NO_PROXY);
    Socket first = send("GET /login HTTP/1.1\r\nHost: localhost\r\n");
    Socket second = send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(trickle(first, "X-Filler: " + "x".repeat(1000), 50)).isEmpty();
    assertThat(trickle(second, "GET /login HTTP/1.1\r\n" + "X: x\r\n".repeat(1000), 50))
        .startsWith("HTTP/1.1 200")
        .endsWith("ok");
  }

  @Test
  void aBodyIsRefusedByItsLengthBeforeItIsRead() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);

    assertThat(status(send(LOGIN + FORM + "Content-Length: 16385\r\n\r\n"))).isEqualTo(413);
    assertThat(status(send(LOGIN + FORM + "Content-Length: 9000000000\r\n\r\n"))).isEqualTo(413);
    String feedback = "POST /api/incidents/a/feedback HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(status(send(feedback + "Content-Length: 16385\r\n\r\n"))).isEqualTo(413);
    String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
    String chunked = LOGIN + FORM + "Transfer-Encoding: chunked\r\n\r\n";
    assertThat(status(send(chunked + chunk.repeat(5) + "0\r\n\r\n"))).isEqualTo(413);
    assertThat(status(send(chunked + chunk.repeat(10)))).as("without an end").isEqualTo(413);
    assertThat(status(send(chunked + "1\r\nx\r\n".repeat(1000)))).isEqualTo(413);
    assertThat(signIn("x".repeat(16_000)).headers().firstValue("Location"))
        .contains("/login?wrong");
  }

  @Test
  void aFormOfManyPartsIsRefusedAndReachesNoDisk() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Set<Path> before = files(temporary);
    String part =
        "--b\r\nContent-Disposition: form-data; name=\"token\"; filename=\"f\"\r\n\r\n"
            + "x".repeat(10_000)
            + "\r\n--b--\r\n";

    HttpResponse<String> answer =
        post("/login", part, Map.of("Content-Type", "multipart/form-data; boundary=b"));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(files(temporary).stream().filter(file -> !before.contains(file)))
        .noneMatch(file -> file.getFileName().toString().startsWith("MultiPart"));
    assertThat(post("/login", "token=x", Map.of()).statusCode()).isEqualTo(415);
  }

  @Test
  void aMalformedBodyIsAnsweredInOneLineAndLeavesNoStackTrace() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);
    String cookie = cookie(signIn(TOKEN));
    List<String> warned =
        Warnings.ofAll(
            () -> {
              for (String type :
                  List.of(
                      "multipart/form-data",
                      "multipart/form-data; boundary=b",
                      "text/plain",
                      "application/x-www-form-urlencoded; charset=no-such",
                      "application/x-www-form-urlencoded; charset=\"\"%")) {
                assertOneLine(post("/login", "--b\r\nbroken", Map.of("Content-Type", type)));
              }
              for (String form : List.of("token=%", "token=%zz", "%=%&&&=", "token=%c3%28%00")) {
                assertOneLine(post("/login", form, Map.of("Content-Type", Bodies.FORM)), 303, 400);
              }
              for (String json :
                  List.of("{", "[".repeat(8000), "\"", "{\"verdict\":7}", "{\"verdict\":\"\n\"}")) {
                assertOneLine(
                    post(
                        "/api/incidents/a/feedback",
                        json,
                        Map.of("Content-Type", Bodies.JSON, "X-Tidemark", "1", "Cookie", cookie)));
              }
              assertThat(
                      status(send(LOGIN + FORM + "Transfer-Encoding: chunked\r\n\r\nnothex\r\n")))
                  .isEqualTo(400);
              Socket gone = send(LOGIN + FORM + "Content-Length: 200\r\n\r\ntoken=");
              gone.close();
              assertThat(get("/health", Map.of()).statusCode()).isEqualTo(200);
            });

    assertThat(warned).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\tat "));
  }

  @Test
  void oneAddressHasOnlySoManyConnections() throws Exception {
    start(
        new HttpLimits(64, 48, 8, 16 * 1024, 32, Duration.ofSeconds(20), Duration.ofSeconds(30)),
        NO_PROXY);
    List<Socket> kept = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      kept.add(send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    assertThat(kept.stream().filter(HostileCallersTest::isAnswered)).hasSizeBetween(1, 48);
    try (Socket elsewhere = new Socket()) {
      elsewhere.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
      elsewhere.connect(new InetSocketAddress("127.0.0.1", port()));
      write(elsewhere, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(status(elsewhere)).isEqualTo(200);
    }
    for (Socket socket : kept) {
      socket.close();
    }
    Eventually.await(this::isHealthy);
  }

  @Test
  void guessingFromOneAddressKeepsOnlyThatAddressOutAndNotForLong() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);
    int refused = 0;
    for (int i = 0; i < 1000 && refused == 0; i++) {
      int status = bearer("127.0.0.2", "wrong-token-number-" + i);
      assertThat(status).isIn(401, 429);
      refused += status == 429 ? 1 : 0;
    }

    assertThat(refused).as("guessing is bounded").isEqualTo(1);
    assertThat(bearer("127.0.0.1", TOKEN)).isEqualTo(200);
    assertThat(signIn(TOKEN).headers().firstValue("Location")).contains("/");
    assertThat(bearer("127.0.0.2", TOKEN)).isEqualTo(429);
    clock.move(Duration.ofMillis(500));
    assertThat(bearer("127.0.0.2", TOKEN)).isEqualTo(200);
  }

  @Test
  void behindAProxyEachOfItsCallersIsCountedByTheProxysWord() throws Exception {
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    start(HttpLimits.DEFAULT, new Access.Proxy("X-User", here, Set.of()));

    assertThat(guesses("203.0.113.9, 198.51.100.1")).isEqualTo(429);

    assertThat(bearerFor("203.0.113.9, 198.51.100.1", TOKEN)).isEqualTo(429);
    assertThat(bearerFor("198.51.100.1, 198.51.100.2", TOKEN)).isEqualTo(200);
    assertThat(bearerFor("no address", TOKEN)).isEqualTo(200);
    Socket twoHeaders =
        send(
            "GET /api/news HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.200\r\n"
                + "X-Forwarded-For: 198.51.100.1\r\nAuthorization: Bearer "
                + TOKEN
                + "\r\n\r\n");
    assertThat(status(twoHeaders)).as("the proxy's own header comes last").isEqualTo(429);
  }

  @Test
  void guessingFromManyAddressesOfAnIpv6NetworkCountsAsFromOne() throws Exception {
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    start(HttpLimits.DEFAULT, new Access.Proxy("X-User", here, Set.of()));

    int status = 0;
    for (int i = 1; i <= 1000 && status != 429; i++) {
      status = bearerFor("2001:db8::" + Integer.toHexString(i), "wrong-token-number-" + i);
    }

    assertThat(status).isEqualTo(429);
    assertThat(bearerFor("2001:db8:0:1::1", TOKEN)).as("another network").isEqualTo(200);
  }

  @Test
  void withoutAProxyNobodyHidesBehindAForwardedAddress() throws Exception {
    start(HttpLimits.DEFAULT, NO_PROXY);

    int status = 0;
    for (int i = 0; i < 1000 && status != 429; i++) {
      status = bearerFor("198.51.100." + i % 256, "wrong-token-number-" + i);
    }

    assertThat(status).isEqualTo(429);
  }

  @Test
  void whoHasTheTokenOfReadersSeesEverythingAndChangesNothing() throws Exception {
    start(HttpLimits.DEFAULT, new Access("127.0.0.1", 0, TOKEN, READER_TOKEN, null, null));
    String reader = cookie(signIn(READER_TOKEN));
    List<Map<String, String>> readers =
        List.of(Map.of("Cookie", reader), Map.of("Authorization", "Bearer " + READER_TOKEN));

    for (Map<String, String> headers : readers) {
      assertThat(get("/api/incidents/a", headers).statusCode()).isEqualTo(200);
      assertThat(get("/api/session", headers).body()).contains("\"operator\":false");
      for (String path : CHANGING) {
        HttpResponse<String> answer = change(path, headers);
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
        assertThat(answer.body()).as(path).contains("You may look but change nothing");
      }
      for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
        assertThat(
                client
                    .send(
                        request("/api/silences", headers)
                            .header("X-Tidemark", "1")
                            .method(method, BodyPublishers.noBody())
                            .build(),
                        BodyHandlers.ofString())
                    .statusCode())
            .as(method)
            .isEqualTo(403);
      }
    }
    assertThat(change("/logout", Map.of("Cookie", reader)).statusCode()).isEqualTo(204);
    assertThat(get("/api/news", Map.of("Cookie", reader)).statusCode()).isEqualTo(401);

    String operator = cookie(signIn(TOKEN));
    for (String path : CHANGING) {
      for (Map<String, String> headers :
          List.of(Map.of("Cookie", operator), Map.of("Authorization", "Bearer " + TOKEN))) {
        assertThat(change(path, headers).statusCode()).as(path).isNotIn(401, 403);
      }
    }
  }

  @Test
  void aReadersTokenBesideAnOperatorsSessionDecides() throws Exception {
    start(HttpLimits.DEFAULT, new Access("127.0.0.1", 0, TOKEN, READER_TOKEN, null, null));
    Map<String, String> both =
        Map.of("Cookie", cookie(signIn(TOKEN)), "Authorization", "Bearer " + READER_TOKEN);

    assertThat(change("/api/silences", both).statusCode()).isEqualTo(403);
    Map<String, String> wrong = Map.of("Authorization", "Bearer " + READER_TOKEN + "x");
    assertThat(get("/api/news", wrong).statusCode()).isEqualTo(401);
  }

  @Test
  void usersOfTheProxyWhoAreNoOperatorsChangeNothing() throws Exception {
    Set<InetAddress> here = Set.of(InetAddress.getByName("127.0.0.1"));
    start(HttpLimits.DEFAULT, new Access.Proxy("X-User", here, Set.of(), Set.of("ada")));

    for (String path : CHANGING) {
      assertThat(change(path, Map.of("X-User", "bob")).statusCode()).as(path).isEqualTo(403);
      assertThat(change(path, Map.of("X-User", "Ada")).statusCode()).as(path).isEqualTo(403);
      assertThat(change(path, Map.of("X-User", "ada")).statusCode()).as(path).isNotIn(401, 403);
    }
    assertThat(get("/api/news", Map.of("X-User", "bob")).statusCode()).isEqualTo(200);
    assertThat(get("/api/session", Map.of("X-User", "bob")).body()).contains("\"operator\":false");
  }

  private HttpResponse<String> change(String path, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request = request(path, headers);
    request.header("X-Tidemark", "1").header("Content-Type", Bodies.JSON);
    return client.send(
        request.POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
  }

  private int guesses(String forwardedFor) throws Exception {
    int status = 0;
    for (int i = 0; i < 1000 && status != 429; i++) {
      status = bearerFor(forwardedFor, "wrong-token-number-" + i);
    }
    return status;
  }

  private int bearerFor(String forwardedFor, String token) throws Exception {
    return get(
            "/api/news",
            Map.of("X-Forwarded-For", forwardedFor, "Authorization", "Bearer " + token))
        .statusCode();
  }

  private int bearer(String from, String token) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port()));
      write(
          socket,
          "GET /api/news HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + token
              + "\r\n\r\n");
      return status(socket);
    }
  }

  private boolean isHealthy() {
    try {
      return isAnswered(send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    } catch (IOException refused) {
      return false;
    }
  }

  private void start(HttpLimits limits, Access.@Nullable Proxy proxy) {
    start(limits, new Access("127.0.0.1", 0, TOKEN, proxy, null));
  }

  private void start(HttpLimits limits, Access access) {
    Fleet fleet = new Fleet(Duration.ofMinutes(5), clock);
    HistoryWriter writer =
        new HistoryWriter(history, fleet, "alerts", "incident-actions", Duration.ofDays(90), clock);
    server =
        WebServer.start(
            access,
            limits,
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
            () -> null,
            new Metrics(),
            clock);
  }

  private int port() {
    return Objects.requireNonNull(server).address().getPort();
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", port());
    sockets.add(socket);
    write(socket, text);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int status(Socket socket) throws IOException {
    String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    return Integer.parseInt(line.substring("HTTP/1.1 ".length()));
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return status(socket) == 200;
    } catch (IOException | RuntimeException closed) {
      return false;
    }
  }

  /** Sends a byte at a time until there is an answer or the end; returns the answer. */
  private static String trickle(Socket socket, String text, int millis) throws IOException {
    StringBuilder answer = new StringBuilder();
    socket.setSoTimeout(millis);
    InputStream in = socket.getInputStream();
    for (byte next : text.getBytes(StandardCharsets.US_ASCII)) {
      try {
        socket.getOutputStream().write(next);
        int read = in.read();
        while (read >= 0) {
          answer.append((char) read);
          read = in.read();
        }
        return answer.toString();
      } catch (SocketTimeoutException none) {
        // nothing yet
      } catch (IOException closed) {
        return answer.toString();
      }
    }
    throw new AssertionError("still listening after all of it: " + answer);
  }

  private static Set<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Set.copyOf(files.toList());
    }
  }

  private static void assertOneLine(HttpResponse<String> answer, int... accepted) {
    if (accepted.length == 0) {
      assertThat(answer.statusCode()).as(answer.body()).isIn(400, 415);
    } else {
      assertThat(accepted).as(answer.body()).contains(answer.statusCode());
    }
    assertThat(answer.body().lines().count()).isLessThanOrEqualTo(1);
    assertThat(answer.body()).doesNotContain("java.", "\tat ");
  }

  private HttpResponse<String> signIn(String token) throws Exception {
    return post("/login", "token=" + token, Map.of("Content-Type", Bodies.FORM));
  }

  private static String cookie(HttpResponse<String> signedIn) {
    return signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
  }

  private HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    return client.send(
        request(path, headers).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, Map<String, String> headers) throws Exception {
    return client.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Objects.requireNonNull(server).address().resolve(path))
            .timeout(Duration.ofSeconds(10));
    headers.forEach(request::header);
    return request;
  }
}
