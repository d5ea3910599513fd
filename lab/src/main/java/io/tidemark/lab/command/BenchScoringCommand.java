package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import io.tidemark.cli.broker.Folders;
import io.tidemark.lab.scoring.ScoringBenchmark;
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

/** {@code tidemark-lab bench scoring}: what ONNX Runtime alone can do. */
@Command(
    name = "scoring",
    description = "Measure windows a second of ONNX Runtime alone, against the core's peak.")
final class BenchScoringCommand implements Callable<Integer> {
  private static final int LARGEST_BATCH = 4096;
  private static final int MOST_THREADS = 64;

  @Spec private CommandSpec spec;
  @Mixin private BenchSize size;

  @Option(
      names = "--batch",
      split = ",",
      defaultValue = "1,8,16,32,64,128,256,512",
      description = "Windows in a batch (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Threads that share a session (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(
      names = "--millis",
      defaultValue = "1000",
      description = "Time of each measurement (default: ${DEFAULT-VALUE}).")
  private int millis;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    batches.forEach(batch -> BenchSize.checked("--batch", batch, 1, LARGEST_BATCH));
    threads.forEach(count -> BenchSize.checked("--threads", count, 1, MOST_THREADS));
    BenchSize.checked("--millis", millis, 10, 600_000);
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      new ScoringBenchmark(size.model(), batches, threads, Duration.ofMillis(millis))
          .run(folder)
          .print(spec.commandLine().getOut(), json);
    } finally {
      Folders.delete(folder);
    }
    return Program.DONE;
  }
}
