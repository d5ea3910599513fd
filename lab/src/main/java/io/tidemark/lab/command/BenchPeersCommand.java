package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import io.tidemark.lab.bench.PipelineBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench peers}: the job against one with a Random Cut Forest in it. */
@Command(
    name = "peers",
    description = "Measure the job against the same one with a Random Cut Forest for each key.")
final class BenchPeersCommand implements Callable<Integer> {
  private static final int DEVICES = 50;
  private static final long EVENTS = 40_000;

  @Spec private CommandSpec spec;
  @Mixin private BenchJobOptions options;

  @Override
  public Integer call() throws Exception {
    options.run(DEVICES, EVENTS, PipelineBench::peers, spec.commandLine().getOut());
    return Program.DONE;
  }
}
