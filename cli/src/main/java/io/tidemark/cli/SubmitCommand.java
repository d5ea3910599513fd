package io.tidemark.cli;

import io.tidemark.cli.cluster.JobSubmission;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark submit}: the job, to a Flink cluster. */
@Command(
    name = "submit",
    sortOptions = false,
    description =
        "Submit the job with its definitions and models to a Flink cluster, and return"
            + " when the cluster has accepted it. ONNX Runtime must be in the cluster's lib.")
final class SubmitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration of the job, YAML.")
  private Path config;

  @Option(
      names = "--jobmanager",
      defaultValue = "localhost:8081",
      paramLabel = "HOST:PORT",
      description = "The cluster's REST interface (default: ${DEFAULT-VALUE}).")
  private String jobManager;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The job's jar (default: the one built here).")
  private @Nullable Path jar;

  @Option(
      names = "--restore",
      defaultValue = "none",
      paramLabel = "latest|none|PATH",
      description =
          "Resume from the newest checkpoint in checkpoints.dir, start without one, or"
              + " resume from this checkpoint or savepoint (default: ${DEFAULT-VALUE}).")
  private String restore;

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("tidemark.home", ""));
    JobSubmission submission =
        new JobSubmission(address(), jar == null ? JobSubmission.builtJar(home) : jar);
    TidemarkJob job = TidemarkJob.checked(PipelineConfigReader.read(config));
    JobClient client = submission.submit(job, restore);
    spec.commandLine().getOut().println(client.getJobID());
    return Tidemark.DONE;
  }

  private URI address() {
    try {
      URI address = URI.create("http://" + jobManager);
      if (address.getHost() != null && address.getPort() > 0) {
        return address;
      }
    } catch (IllegalArgumentException malformed) {
      // Told below, like an address without a port.
    }
    throw DefinitionException.of("--jobmanager", jobManager, "host:port");
  }
}
