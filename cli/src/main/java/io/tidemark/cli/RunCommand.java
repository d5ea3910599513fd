package io.tidemark.cli;

import io.tidemark.cli.process.SignalShutdown;
import io.tidemark.console.web.HealthServer;
import io.tidemark.console.web.Readiness;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.pipeline.watch.JobWatch;
import io.tidemark.schemas.kafka.BrokerWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark run}: the job in this JVM, until Ctrl-C or the end of bounded input. */
@Command(
    name = "run",
    sortOptions = false,
    description = "Run the job in this JVM until Ctrl-C. It resumes from its newest checkpoint.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Mixin private LogOptions logs;
  @Mixin private HealthOption health;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration of the job, YAML.")
  private Path config;

  @Option(
      names = "--restore",
      paramLabel = "latest|none|PATH",
      description =
          "Resume from the newest checkpoint in checkpoints.dir, start without one, or"
              + " resume from this checkpoint or savepoint (default: latest if there is a"
              + " checkpoints.dir, otherwise none).")
  private String restore = "";

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serve metrics for Prometheus on this port, on all interfaces (default: nowhere).")
  private int metricsPort;

  @Override
  public Integer call() throws Exception {
    logs.apply();
    Map<String, String> metrics = PrometheusPort.settings(metricsPort);
    PipelineConfig pipeline = PipelineConfigReader.read(config);
    TidemarkJob job = TidemarkJob.checked(pipeline);
    try (LocalJob running = LocalJob.start(job, restorePoint(pipeline), metrics);
        JobWatch watch = running.watch(MINUTE);
        BrokerWatch broker = BrokerWatch.start(pipeline.kafka().client(), job.topics());
        HealthServer probes =
            health.start(Readiness.all(List.of(broker::trouble, watch::trouble)), null);
        SignalShutdown shutdown = SignalShutdown.by(running::close)) {
      LOG.info("{} runs (Ctrl-C ends it)", pipeline.jobName());
      LOG.info("{} has read its input to the end: {}", pipeline.jobName(), running.join());
    }
    return Tidemark.DONE;
  }

  private String restorePoint(PipelineConfig pipeline) {
    if (!restore.isEmpty()) {
      return restore;
    }
    return pipeline.checkpoints().dir() == null ? "none" : "latest";
  }
}
