package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.Microbenchmarks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench}: what things cost, measured here. */
@Command(
    name = "bench",
    description = "Measure what things cost on this machine.",
    subcommands = {
      BenchScoringCommand.class,
      BenchPipelineCommand.class,
      BenchLatencyCommand.class,
      BenchPeersCommand.class,
      BenchSoakCommand.class,
      BenchStateCommand.class,
      BenchConsoleCommand.class,
      BenchTrainingCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand");
  }

  @Command(
      name = "jmh",
      description = "Time and allocation of each step of the hot path, by JMH.",
      mixinStandardHelpOptions = true)
  int jmh(
      @Option(
              names = "--model",
              paramLabel = "FILE",
              defaultValue = "models/plant.onnx",
              description = "Model of the batch benchmark (default: ${DEFAULT-VALUE}).")
          Path model,
      @Option(
              names = "--seconds",
              defaultValue = "5",
              description = "Seconds to measure each benchmark (default: ${DEFAULT-VALUE}).")
          int seconds,
      @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "Names; default: all.")
          List<String> patterns)
      throws RunnerException {
    if (!Files.isReadable(model)) {
      throw DefinitionException.of("--model", model, "a model file");
    }
    if (seconds < 1 || seconds > 600) {
      throw DefinitionException.of("--seconds", seconds, "a whole number from 1 to 600");
    }
    Microbenchmarks.run(patterns == null ? new ArrayList<>() : patterns, model, seconds);
    return Program.DONE;
  }
}
