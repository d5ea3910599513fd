package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.TestKafka;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alert rules on a real Prometheus that scrapes a running job. */
class MetricsIT {
  /** Shown from the first key on that has drifted. */
  private static final Set<String> ONLY_WITH_DRIFT =
      Set.of("flink_taskmanager_job_task_operator_detector_driftShare");

  @TempDir Path folder;

  @BeforeEach
  void prometheusIsThere() {
    PrometheusProcess.assumeInstalled();
  }

  @Test
  void everyQueryOfDashboardAndAlertsFindsWhatTheJobExports() throws Exception {
    int port = freePort();
    List<Observation> stream = PumpRun.stream();
    try (TestKafka kafka = TestKafka.start()) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      run.produce(stream, 10);
      TidemarkJob job =
          TidemarkJob.checked(PipelineConfigReader.read(run.configFile("lateEvents: {}")));
      try (LocalJob running = LocalJob.start(job, "none", PrometheusPort.settings(port));
          var prometheus = PrometheusProcess.scraping(port, freePort(), folder)) {
        PumpRun.await(() -> hasScored(prometheus));
        askEverything(prometheus);
        assertThat(running.status().isGloballyTerminalState()).isFalse();
      }
    }
  }

  private static boolean hasScored(PrometheusProcess prometheus) throws Exception {
    return prometheus.answers(
            "flink_taskmanager_job_task_operator_batchSize{quantile=\"0.99\"} > 0")
        && prometheus.answers("flink_taskmanager_job_task_operator_alertsOpened > 0")
        && prometheus.answers("rate(flink_taskmanager_job_task_operator_windowsScored[1m]) >= 0")
        && prometheus.answers("flink_jobmanager_job_lastCheckpointDuration >= 0");
  }

  private static void askEverything(PrometheusProcess prometheus) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> panel : Queries.ofTheDashboard().entrySet()) {
      boolean mayBeEmpty = Queries.metrics(panel.getValue()).equals(ONLY_WITH_DRIFT);
      if (prometheus.query(panel.getValue()).isEmpty() && !mayBeEmpty) {
        wrong.add(panel + " finds nothing");
      }
    }
    for (Map.Entry<String, String> alert : Queries.ofTheAlerts().entrySet()) {
      prometheus.query(alert.getValue());
      for (String metric : Queries.metrics(alert.getValue())) {
        if (!ONLY_WITH_DRIFT.contains(metric) && prometheus.query(metric).isEmpty()) {
          wrong.add(alert.getKey() + " asks for " + metric + ", which is not there");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
