package io.tidemark.cli;

import io.tidemark.cli.process.Ending;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark run}: the job in this JVM, until Ctrl-C or the end of bounded input. */
@Command(
    name = "run",
    sortOptions = false,
    description = "Run the job in this JVM until Ctrl-C. It goes on from its newest checkpoint.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "What the job is to do, YAML.")
  private Path config;

  @Option(
      names = "--restore",
      paramLabel = "latest|none|PATH",
      description =
          "Go on from the newest checkpoint in checkpoints.dir, from nothing, or from this"
              + " checkpoint or savepoint (default: latest with a checkpoints.dir, else none).")
  private String restore = "";

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve metrics for Prometheus there, on all interfaces (default: nowhere).")
  private int metricsPort;

  @Override
  public Integer call() throws Exception {
    Map<String, String> metrics = PrometheusPort.settings(metricsPort);
    PipelineConfig pipeline = PipelineConfigReader.read(config);
    TidemarkJob job = TidemarkJob.checked(pipeline);
    PrintWriter err = spec.commandLine().getErr();
    try (LocalJob running = LocalJob.start(job, restorePoint(pipeline), metrics);
        Ending ending = Ending.by(running::close)) {
      err.println(pipeline.jobName() + " runs (Ctrl-C ends it)");
      err.println(pipeline.jobName() + " has read its input to the end: " + running.join());
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
