package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import io.tidemark.cli.broker.Folders;
import io.tidemark.detector.definition.Stride;
import io.tidemark.lab.adaptive.AdaptiveBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench adaptive}: what an adaptive stride saves and loses. */
@Command(
    name = "adaptive",
    description = "Measure how many windows an adaptive stride scores, and what it misses by it.")
final class BenchAdaptiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the labelled sets; those that are not there are left out, loudly.")
  private Path data;

  @Option(
      names = "--examples",
      paramLabel = "DIR",
      defaultValue = "examples",
      description = "Folder of their definitions (default: ${DEFAULT-VALUE}).")
  private Path examples;

  @Option(
      names = "--sets",
      split = ",",
      defaultValue = "skab,cisco-telemetry,westermo-net,nab",
      description = "Names of the sets (default: ${DEFAULT-VALUE}).")
  private List<String> sets;

  @Option(names = "--min", defaultValue = "1", description = "Stride of a key that is unusual.")
  private int min;

  @Option(names = "--max", defaultValue = "10", description = "Stride of a calm key.")
  private int max;

  @Option(
      names = "--epochs",
      defaultValue = "0",
      description = "Epochs of training; 0 for the trainer's own number (default).")
  private int epochs;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      new AdaptiveBenchmark(sets, examples, data, new Stride(min, max), epochs)
          .run(folder)
          .print(spec.commandLine().getOut(), json);
    } finally {
      Folders.delete(folder);
    }
    return Program.DONE;
  }
}
