package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** For tests: Debian's Prometheus, and the tool that comes with it. */
final class PrometheusProcess implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/bin/prometheus");
  private static final Path TOOL = Path.of("/usr/bin/promtool");

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static void assumeInstalled() {
    boolean installed = Files.isExecutable(SERVER) && Files.isExecutable(TOOL);
    if (!installed) {
      System.err.println("SKIPPED: no Prometheus here; install Debian's package prometheus");
    }
    Assumptions.assumeTrue(installed, "Prometheus is installed");
  }

  /** What promtool says when it is content with a file. */
  static String check(String what, Path file) throws Exception {
    return promtool("check", what, file.toString());
  }

  /** What promtool says when the unit tests of rules pass. */
  static String testRules(Path file) throws Exception {
    return promtool("test", "rules", file.toString());
  }

  private static String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(TOOL.toString()));
    command.addAll(List.of(arguments));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
    return said;
  }

  /** A server that scrapes ports of this machine every second. */
  static PrometheusProcess scraping(List<Integer> targets, int port, Path folder)
      throws IOException {
    String addresses =
        targets.stream()
            .map(target -> "\"127.0.0.1:" + target + "\"")
            .collect(Collectors.joining(", "));
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: tidemark
            static_configs: [{targets: [%s]}]
        """
            .formatted(addresses));
    Process process =
        new ProcessBuilder(
                SERVER.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new PrometheusProcess(process, port);
  }

  /** Prometheus' answer to a query; fails on any but success. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/api/v1/query?query=%s"
                            .formatted(
                                port, URLEncoder.encode(expression, StandardCharsets.UTF_8))))
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode said = new ObjectMapper().readTree(answer.body());
    assertThat(said.path("status").asText()).as("%s: %s", expression, said).isEqualTo("success");
    return said.required("data").required("result");
  }

  /**
   * Whether a query finds something within a while. On a busy machine a scrape may time out, which
   * hides its series until the next one; fails on a query that is none.
   */
  boolean finds(String expression) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (query(expression).isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  /** Whether a query has an answer that is not empty; false while the server is not up. */
  boolean answers(String expression) throws InterruptedException {
    try {
      return !query(expression).isEmpty();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
