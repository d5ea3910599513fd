package io.tidemark.lab.command;

import io.tidemark.cli.Program;
import io.tidemark.lab.bench.PipelineBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench pipeline}: what an event costs in the job. */
@Command(
    name = "pipeline",
    description = {
      "Measure the CPU time of an event in the job, against ONNX Runtime alone plus a job that only"
          + " counts, and against a job that calls the session once a window.",
      "Broker and generator are outside the measured process."
    })
final class BenchPipelineCommand implements Callable<Integer> {
  private static final int DEVICES = 500;
  private static final long EVENTS = 700_000;

  @Spec private CommandSpec spec;
  @Mixin private BenchJobOptions options;

  @Override
  public Integer call() throws Exception {
    options.run(DEVICES, EVENTS, PipelineBench::run, spec.commandLine().getOut());
    return Program.DONE;
  }
}
