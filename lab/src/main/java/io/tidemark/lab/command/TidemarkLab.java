package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import picocli.CommandLine.Command;

/** Entry point of what measures Tidemark and tries to break it. */
@Command(
    name = "tidemark-lab",
    description = "Measure Tidemark: speed, state, detection on labelled data, and faults.",
    subcommands = {
      BenchCommand.class,
      QualityCommand.class,
      NoiseCommand.class,
      CompareCommand.class,
      ChaosCommand.class
    })
public final class TidemarkLab extends Program {
  public static void main(String[] args) {
    new TidemarkLab().start(args);
  }
}
