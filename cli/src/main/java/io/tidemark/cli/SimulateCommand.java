package io.tidemark.cli;

import io.tidemark.cli.simulator.Scenario;
import io.tidemark.cli.simulator.SimulatedTable;
import io.tidemark.cli.simulator.Simulation;
import io.tidemark.cli.simulator.Site;
import io.tidemark.detector.definition.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code tidemark simulate}: a table of simulated events, for training and for trying things out.
 */
@Command(
    name = "simulate",
    description =
        "Write a table of simulated events: pumps of a plant or hosts of an office network.")
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      required = true,
      description = "What to simulate: ${COMPLETION-CANDIDATES}.")
  private Site site;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Table to write: .csv or .csv.gz.")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed. The same seed gives the same events (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "Event time to simulate, such as 90m or 1d (default: ${DEFAULT-VALUE}).")
  private String duration;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      defaultValue = "2026-01-05T06:00:00Z",
      description = "Event time of the first event (default: ${DEFAULT-VALUE}).")
  private Instant start;

  @Option(names = "--faults", description = "Simulate faults, and label them in the column label.")
  private boolean faults;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Also write the faults to this file, as key,kind,start,end,features.")
  private @Nullable Path labels;

  @Override
  public Integer call() throws IOException {
    Scenario scenario =
        new Scenario(
            seed, start, Durations.parse("--duration", duration), Set.of(site), faults, false);
    OutputPath.requireFile("--out", out);
    if (labels != null) {
      OutputPath.requireFile("--labels", labels);
    }
    Simulation simulation = new Simulation(scenario);
    long rows = new SimulatedTable(site).write(simulation, out);
    if (labels != null) {
      SimulatedTable.writeFaults(simulation.faults(), labels);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %,d rows, %d keys, %d faults%n",
            out, rows, site.keys().size(), simulation.faults().size());
    return Tidemark.DONE;
  }
}
