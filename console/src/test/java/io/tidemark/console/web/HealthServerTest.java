package io.tidemark.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.metrics.Metrics;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private volatile @Nullable String trouble;
  private HealthServer server;

  @BeforeEach
  void start() throws Exception {
    server = HealthServer.start(0, Readiness.all(List.of(() -> null, () -> trouble)), null);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aliveIsNotReady() throws Exception {
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    trouble = "the job starts";
    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body()).isEqualTo("the job starts");
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health").body()).isEqualTo("ok");
  }

  @Test
  void answersNothingElse() throws Exception {
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void servesTheMetricsOfAProcessThatHasSome() throws Exception {
    Metrics metrics = new Metrics();
    metrics.work("deliver", () -> trouble == null, () -> true);
    try (HealthServer other = HealthServer.start(0, () -> trouble, metrics)) {
      trouble = "a receiver is not read";
      HttpResponse<String> page = get(other, "/metrics");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(page.body().lines())
          .contains(
              "tidemark_ready{command=\"deliver\"} 0.0",
              "tidemark_kafka_up{command=\"deliver\"} 1.0")
          .anyMatch(line -> line.startsWith("process_cpu_seconds_total "))
          .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"} "));
      assertThat(get(other, "/health").statusCode()).isEqualTo(200);
      assertThat(get(other, "/metrics/more").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void callersWhoSendTheirRequestForeverHoldUpNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Socket socket = new Socket("127.0.0.1", server.address().getPort());
      socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost:".getBytes());
      slow.add(socket);
    }
    assertThat(get("/health").statusCode()).isEqualTo(200);
    for (Socket socket : slow) {
      socket.close();
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(server, path);
  }

  private static HttpResponse<String> get(HealthServer server, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
