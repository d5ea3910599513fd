package io.tidemark.lab.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Program;
import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.soak.ConsoleSoak;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench console}: whether the console keeps up with a flood of alerts. */
@Command(
    name = "console",
    description =
        "Write alerts to a broker of its own at a steady rate, with the console reading them, and"
            + " tell what was kept, how fast the page's requests were answered, and the heap.")
final class BenchConsoleCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Alerts a second (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "300",
      description = "Seconds of load (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (rate < 1 || rate > MOST) {
      throw DefinitionException.of("--rate", rate, "from 1 to " + MOST);
    }
    if (seconds < 1 || seconds > 3600) {
      throw DefinitionException.of("--seconds", seconds, "from 1 to 3600");
    }
    try (DevelopmentBroker broker = DevelopmentBroker.start()) {
      Map<String, Object> figures = new ConsoleSoak(broker, rate, seconds).run();
      var out = spec.commandLine().getOut();
      if (json) {
        out.println(new ObjectMapper().writeValueAsString(figures));
      } else {
        figures.forEach((name, value) -> out.printf("%-34s %s%n", name, value));
      }
      return Long.valueOf(0).equals(figures.get("lost")) ? Program.DONE : Program.FAILURE;
    }
  }
}
