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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** For tests: Debian's Prometheus, and the tool that comes with it. */
final class PrometheusProcess implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/bin/prometheus");
  private static final Path TOOL = Path.of("/usr/bin/promtool");

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

  /** What promtool says when it is content. */
  static String check(String what, Path file) throws Exception {
    Process tool =
        new ProcessBuilder(TOOL.toString(), "check", what, file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
    return said;
  }

  /** A server that scrapes a port of this machine every second. */
  static PrometheusProcess scraping(int target, int port, Path folder) throws IOException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: tidemark
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(target));
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
