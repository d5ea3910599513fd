package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import io.tidemark.cli.broker.Folders;
import io.tidemark.lab.BenchModel;
import io.tidemark.lab.bench.LatencyBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench latency}: how long a verdict takes under load. */
@Command(
    name = "latency",
    description = {
      "Measure the time from the end of a window to its verdict on the topic, at shares of a load,",
      "with the model and with nothing in its place."
    })
final class BenchLatencyCommand implements Callable<Integer> {
  private static final int TICK_MILLIS = 200;

  @Spec private CommandSpec spec;
  @Mixin private BenchSize size;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      required = true,
      description =
          "Events a second that are full load: the job's eventsPerSecond of bench pipeline.")
  private int capacity;

  @Option(
      names = "--load",
      split = ",",
      defaultValue = "10,50,80",
      description = "Loads to measure at, in percent (default: ${DEFAULT-VALUE}).")
  private List<Integer> loads;

  @Option(
      names = "--warm-up",
      defaultValue = "90",
      description =
          "Seconds before each measurement, uncounted, for the job to start and settle "
              + "(default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    BenchSize.checked("--capacity", capacity, 100, 10_000_000);
    loads.forEach(load -> BenchSize.checked("--load", load, 1, 100));
    BenchSize.checked("--warm-up", warmUp, 0, 3600);
    BenchSize.checked("--seconds", seconds, 1, 3600);
    BenchModel usual = size.model();
    BenchModel model =
        new BenchModel(usual.length(), usual.features(), usual.hidden(), TICK_MILLIS);
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      new LatencyBench(
              model, capacity, loads, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds))
          .run(folder)
          .print(spec.commandLine().getOut(), json);
    } finally {
      Folders.delete(folder);
    }
    return Program.DONE;
  }
}
