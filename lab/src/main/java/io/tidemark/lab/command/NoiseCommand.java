package io.tidemark.lab.command;

import io.tidemark.cli.Home;
import io.tidemark.cli.OutputPath;
import io.tidemark.cli.Program;
import io.tidemark.detector.definition.Durations;
import io.tidemark.lab.noise.Noise;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab noise}: what people hear of faults that are known. */
@Command(
    name = "noise",
    sortOptions = false,
    description =
        "Send the demo's plant and office, and labelled sets, through the detector's line and hold"
            + " the messages against the faults: incidents and messages a fault, updates after it,"
            + " how soon it is over. No clock but that of the events plays a part.")
final class NoiseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Seeds of the demo, from 1 on; 0 for none (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--duration",
      defaultValue = "45m",
      description = "Event time of each seed (default: ${DEFAULT-VALUE}).")
  private String duration;

  @Option(
      names = "--sets",
      paramLabel = "DIR",
      description =
          "Folder of labelled sets, which train their models too; see docs/lab/data.md for the layout.")
  private @Nullable Path sets;

  @Option(
      names = "--set",
      split = ",",
      paramLabel = "NAME",
      description = "Only these sets, names separated by commas (default: all).")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--messages",
      paramLabel = "FILE",
      description = "File for the messages behind the figures, one JSON object a line.")
  private @Nullable Path messages;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (messages != null) {
      OutputPath.requireFile("--messages", messages);
    }
    PrintWriter err = spec.commandLine().getErr();
    Noise noise =
        new Noise(Home.folder().resolve("examples"), line -> err.println(PrintableText.of(line)));
    noise.demo(seeds, Durations.parse("--duration", duration));
    if (sets != null) {
      noise.sets(sets, only);
    }
    if (messages != null) {
      noise.writeMessages(messages);
    }
    spec.commandLine().getOut().println(json ? noise.json() : noise.text());
    return Program.DONE;
  }
}
