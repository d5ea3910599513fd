package io.tidemark.lab.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Home;
import io.tidemark.cli.Program;
import io.tidemark.lab.chaos.ChaosOptions;
import io.tidemark.lab.chaos.ChaosReport;
import io.tidemark.lab.chaos.ChaosRun;
import io.tidemark.schemas.PrintableText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab chaos}: things that happen to a job, and whether its alerts survive. */
@Command(
    name = "chaos",
    sortOptions = false,
    description =
        "Run the job on a cluster of separate JVMs, kill, freeze and rescale what runs while events"
            + " come, and compare the committed alerts with those of an undisturbed run. Exit code"
            + " 1 when one is lost, told twice or told otherwise.")
final class ChaosCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      defaultValue = "5",
      description = "How long things happen (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of events and faults (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "KIND",
      description = "Only these kinds of fault (default: all).")
  private @Nullable List<String> only;

  @Option(names = "--json", description = "Print the outcome as JSON, without progress.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ChaosOptions options =
        new ChaosOptions(
            Duration.ofMillis((long) (minutes * 60_000)),
            seed,
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            only == null ? List.of() : only,
            Home.folder());
    ChaosReport report =
        new ChaosRun(
                options,
                line -> {
                  if (!json) {
                    err.println(PrintableText.of(line));
                  }
                })
            .run();
    if (json) {
      out.println(PrintableText.json(new ObjectMapper().writeValueAsString(report.asMap())));
    } else {
      report.asMap().forEach((name, value) -> out.println(PrintableText.of(name + ": " + value)));
    }
    return report.clean() ? Program.DONE : Program.FAILURE;
  }
}
