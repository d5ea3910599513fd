package io.tidemark.cli;

import io.tidemark.cli.demo.Demo;
import io.tidemark.cli.demo.DemoInput;
import io.tidemark.cli.demo.DemoOutcome;
import io.tidemark.cli.demo.DemoScreen;
import io.tidemark.cli.demo.SimulatedInput;
import io.tidemark.cli.demo.TableInput;
import io.tidemark.cli.replay.Speed;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark demo}: everything, running, on this machine alone. */
@Command(
    name = "demo",
    sortOptions = false,
    description =
        "Start a broker and the job here, replay a simulated plant and office network with faults, "
            + "and show the alerts as they come.")
final class DemoCommand implements Callable<Integer> {
  /** Event time of the simulation unless both duration and speed are given. */
  private static final Duration SIMULATED = Duration.ofMinutes(45);

  private static final Duration TAKES = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      description = "How long the replay takes, such as 90s (default: 60s).")
  private @Nullable String duration;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "Seconds of event time per second, or max (default: fast enough to replay 45"
              + " minutes, or the whole table, in --duration).")
  private @Nullable String speed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed. The same seed gives the same events and faults (default: 1).")
  private @Nullable Long seed;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Table to replay instead, CSV or CSV.gz; requires --detector.")
  private @Nullable Path data;

  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description = "Definition of the detector that watches the table, YAML.")
  private @Nullable Path detector;

  @Option(names = "--json", description = "Print the outcome as one JSON object and no alerts.")
  private boolean json;

  @Option(
      names = "--no-console",
      description = "Run without the console's page and without the scores topic that it reads.")
  private boolean noConsole;

  @Override
  public Integer call() throws Exception {
    Duration takes = duration == null ? null : duration(duration);
    DemoInput input = input(takes, speed == null ? null : Speed.parse(speed));
    PrintWriter out = spec.commandLine().getOut();
    DemoScreen screen = new DemoScreen(out, spec.commandLine().getErr(), json);
    // Its records that cannot be used are meant to be among the others; their number is shown.
    try (MutedLogger ignored = MutedLogger.of("io.tidemark.pipeline.source.TopicLog")) {
      DemoOutcome outcome = new Demo(input, screen, !noConsole, registry.registry()).run();
      out.println(json ? outcome.json() : "\n" + outcome.text());
    }
    return Tidemark.DONE;
  }

  private static Duration duration(String text) {
    Duration duration = Durations.parse("--duration", text);
    if (duration.toMillis() < 1000 || duration.compareTo(Duration.ofDays(30)) > 0) {
      throw DefinitionException.of("--duration", text, "from 1s to 30d");
    }
    return duration;
  }

  private DemoInput input(@Nullable Duration takes, @Nullable Speed pace) {
    if ((data == null) != (detector == null)) {
      throw new DefinitionException(
          "--data and --detector: only one of them is given; a table is replayed for a detector");
    }
    if (data != null && detector != null) {
      return table(detector, data, takes, pace);
    }
    return simulation(takes, pace);
  }

  private DemoInput table(
      Path definition, Path table, @Nullable Duration takes, @Nullable Speed pace) {
    if (seed != null) {
      throw new DefinitionException("--seed: is for the simulation; a table has no chance in it");
    }
    if (takes != null && pace != null) {
      throw new DefinitionException(
          "--duration and --speed: only one of them may go with --data; each sets how long it"
              + " takes");
    }
    return TableInput.open(definition, table, takes == null ? TAKES : takes, pace);
  }

  private DemoInput simulation(@Nullable Duration takes, @Nullable Speed pace) {
    if (takes != null && pace != null && pace.isMax()) {
      throw new DefinitionException("--duration: cannot go with --speed max");
    }
    Path detectors = Home.folder().resolve("examples");
    long chance = seed == null ? 1 : seed;
    if (pace == null) {
      Duration time = takes == null ? TAKES : takes;
      Duration simulated = time.compareTo(SIMULATED) > 0 ? time : SIMULATED;
      Speed fitting = new Speed((double) simulated.toMillis() / time.toMillis());
      return new SimulatedInput(detectors, chance, simulated, fitting);
    }
    Duration simulated =
        takes == null ? SIMULATED : Duration.ofMillis((long) (takes.toMillis() * pace.factor()));
    return new SimulatedInput(detectors, chance, simulated, pace);
  }
}
