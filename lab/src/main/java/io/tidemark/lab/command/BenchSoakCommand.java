package io.tidemark.lab.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Home;
import io.tidemark.cli.Program;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.chaos.SoakRun;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench soak}: what redeployments and model swaps leave behind. */
@Command(
    name = "soak",
    sortOptions = false,
    description =
        "Swap the model and deploy the job anew, again and again in one task manager under load,"
            + " and measure what stays: memory, classes, threads, files. Linux.")
final class BenchSoakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--pause",
      defaultValue = "0",
      description = "Seconds between swaps (default: ${DEFAULT-VALUE}).")
  private int pause;

  @Option(names = "--json", description = "Print the figures as JSON, without progress.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (!(minutes >= 0.5 && minutes <= 1440)) {
      throw DefinitionException.of("--minutes", minutes, "from 0.5 to 1440");
    }
    if (pause < 0 || pause > 3600) {
      throw DefinitionException.of("--pause", pause, "from 0 to 3600");
    }
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    Map<String, Object> report =
        new SoakRun(
                Duration.ofMillis((long) (minutes * 60_000)),
                Duration.ofSeconds(pause),
                Home.folder(),
                line -> {
                  if (!json) {
                    err.println(line);
                  }
                })
            .run();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
    } else {
      report.forEach((name, value) -> out.printf("%-20s %s%n", name, value));
    }
    return Program.DONE;
  }
}
