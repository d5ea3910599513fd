package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which job is told something, and how long its answer may take. */
@SuppressWarnings("NullAway.Init") // picocli sets the mixin
final class ControlOptions {
  @Mixin private JobOption job;

  @Option(
      names = "--wait",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long to wait for the job's answer (default: ${DEFAULT-VALUE}).")
  private int seconds;

  ModelControl control() {
    return job.control();
  }

  int seconds() {
    return seconds;
  }
}
