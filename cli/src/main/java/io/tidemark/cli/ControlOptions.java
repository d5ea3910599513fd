package io.tidemark.cli;

import io.tidemark.cli.control.ModelControl;
import io.tidemark.detector.definition.Durations;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which job is told something, and how long its answer may take. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ControlOptions {
  @Mixin private JobOption job;

  @Option(
      names = "--wait",
      defaultValue = "60s",
      paramLabel = "DURATION",
      description =
          "How long to wait for the job's answer, such as 60s (default: ${DEFAULT-VALUE}).")
  private String wait;

  ModelControl control() {
    return job.control();
  }

  /** How long to wait for the job's answer. */
  Duration patience() {
    return Durations.parse("--wait", wait);
  }
}
