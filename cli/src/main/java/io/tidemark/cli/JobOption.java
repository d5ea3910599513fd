package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which running job is meant. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class JobOption {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Configuration of the job, YAML.")
  private Path config;

  ModelControl control() {
    return new ModelControl(PipelineConfigReader.read(config));
  }
}
