package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.cli.broker.Ports;
import io.tidemark.cli.broker.TestKafka;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboards and the alert rules on a real Prometheus that scrapes a job, a console and
 * delivery.
 */
class MetricsIT {
  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

  /** Shown from the first key on that has drifted, and from the first model in the shadow on. */
  private static final Set<String> NOT_HERE =
      Set.of(
          OPERATOR + "detector_driftShare",
          OPERATOR + "detector_version_shadowWindows",
          OPERATOR + "detector_version_shadowWindowsOnlyServing",
          OPERATOR + "detector_version_shadowWindowsOnlyShadow");

  @TempDir Path folder;

  @BeforeEach
  void prometheusIsThere() {
    PrometheusProcess.assumeInstalled();
  }

  @Test
  void everyQueryOfDashboardsAndAlertsFindsWhatIsExported() throws Exception {
    List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free());
    HttpServer receiver = receiver();
    try (TestKafka kafka = TestKafka.start()) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      run.produce(PumpRun.stream(), 10);
      TidemarkJob job =
          TidemarkJob.checked(PipelineConfigReader.read(run.configFile("lateEvents: {}")));
      try (LocalJob running = LocalJob.start(job, "none", PrometheusPort.settings(ports.get(0)));
          var console = console(run, kafka, ports.get(1));
          var deliver = deliver(run, kafka, ports.get(2), receiver);
          var prometheus = PrometheusProcess.scraping(ports, Ports.free(), folder)) {
        PumpRun.await(() -> isAlive(console) && isAlive(deliver) && pending(prometheus).isEmpty());
        askEverything(prometheus);
        assertThat(running.status().isGloballyTerminalState()).isFalse();
      }
    } finally {
      receiver.stop(0);
    }
  }

  private static boolean isAlive(CliProcess process) {
    assertThat(process.alive()).as(process.errOrGone()).isTrue();
    return true;
  }

  private static HttpServer receiver() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    return receiver;
  }

  private CliProcess console(PumpRun run, TestKafka kafka, int port) throws Exception {
    return CliProcess.start(
        folder,
        "console",
        "--bootstrap-servers=" + kafka.bootstrapServers(),
        "--alerts-topic=" + run.prefix() + "-alerts",
        "--store=" + folder.resolve("store"),
        "--port=" + port);
  }

  private CliProcess deliver(PumpRun run, TestKafka kafka, int port, HttpServer receiver)
      throws Exception {
    String address = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
    Path url = Files.writeString(folder.resolve("url"), address);
    Path config =
        Files.writeString(
            folder.resolve("delivery.yaml"),
            "receivers: [{name: ops, type: webhook, url: {file: %s}}]".formatted(url));
    return CliProcess.start(
        folder,
        "deliver",
        "--bootstrap-servers=" + kafka.bootstrapServers(),
        "--alerts-topic=" + run.prefix() + "-alerts",
        "--config=" + config,
        "--health-port=" + port);
  }

  /** What is true when job, console and delivery have all done something. */
  private static final List<String> AT_WORK =
      List.of(
          OPERATOR + "batchSize{quantile=\"0.99\"} > 0",
          OPERATOR + "alertsOpened > 0",
          "sum(" + OPERATOR + "detector_severity_alertsOpenedBySeverity{detector=\"pump\"}) > 0",
          "sum(" + OPERATOR + "detector_windowsScoredByDetector{detector=\"pump\"}) > 0",
          OPERATOR + "detector_openDelayMillis{detector=\"pump\", quantile=\"0.5\"} > 0",
          "rate(" + OPERATOR + "windowsScored[1m]) >= 0",
          "flink_jobmanager_job_lastCheckpointDuration >= 0",
          "tidemark_delivery_messages_total{receiver=\"ops\"} > 0",
          "tidemark_delivery_delay_seconds_count{receiver=\"ops\"} > 0",
          "rate(tidemark_delivery_delay_seconds_bucket[1h]) >= 0",
          "tidemark_console_records_total{topic=\"alerts\"} > 0",
          "rate(tidemark_console_records_total[5m]) >= 0",
          "tidemark_console_feedback_total{detector=\"pump\"} == 0",
          "tidemark_console_store_bytes > 0",
          "tidemark_ready{command=\"console\"} == 1",
          "tidemark_ready{command=\"deliver\"} == 1");

  /** Queries of {@link #AT_WORK} that find nothing yet. */
  private static List<String> pending(PrometheusProcess prometheus) throws InterruptedException {
    List<String> pending = new ArrayList<>();
    for (String query : AT_WORK) {
      if (!prometheus.answers(query)) {
        pending.add(query);
      }
    }
    return pending;
  }

  private static void askEverything(PrometheusProcess prometheus) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> panel : Queries.ofTheDashboards().entrySet()) {
      if (NOT_HERE.containsAll(Queries.metrics(panel.getValue()))) {
        prometheus.query(panel.getValue());
      } else if (!prometheus.finds(panel.getValue())) {
        wrong.add(panel + " finds nothing");
      }
    }
    Map<String, String> others = Queries.ofTheAlerts();
    others.putAll(Queries.besideThePanels());
    for (Map.Entry<String, String> other : others.entrySet()) {
      prometheus.query(other.getValue());
      for (String metric : Queries.metrics(other.getValue())) {
        if (!NOT_HERE.contains(metric) && !prometheus.finds(metric)) {
          wrong.add(other.getKey() + " asks for " + metric + ", which is not there");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
