package io.tidemark.lab.command;

import io.tidemark.cli.Home;
import io.tidemark.cli.OutputPath;
import io.tidemark.cli.Program;
import io.tidemark.lab.quality.Quality;
import io.tidemark.lab.quality.QualityOptions;
import io.tidemark.lab.quality.QualityTable;
import io.tidemark.lab.quality.SetQuality;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab quality}: detection on public sets, by their protocols. */
@Command(
    name = "quality",
    sortOptions = false,
    description =
        "Train on the sets of one folder, without labels, and judge the keys of another, with one"
            + " set of options for all sets, beside baselines and an untrained network.")
final class QualityCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--train",
      required = true,
      paramLabel = "DIR",
      description = "Folder of sets that train; see docs/lab/data.md for the layout.")
  private Path train;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "DIR",
      description = "Folder of sets whose keys are judged; may be the same.")
  private Path test;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the table, and for each set its scores, metrics and page.")
  private Path out;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Trainings a set (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--definitions",
      paramLabel = "DIR",
      description =
          "Folder with definitions named after the sets; a set without one is read as it is"
              + " (default: the examples that come with Tidemark).")
  private @Nullable Path definitions;

  @Option(names = "--json", description = "Print the table as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Path folder = definitions == null ? Home.folder().resolve("examples") : definitions;
    OutputPath.requireFolder("--out", out);
    PrintWriter err = spec.commandLine().getErr();
    List<SetQuality> outcome =
        Quality.run(
            new QualityOptions(train, test, folder, out, seeds),
            line -> err.println(PrintableText.of(line)));
    spec.commandLine()
        .getOut()
        .println(json ? QualityTable.json(outcome) : QualityTable.text(outcome));
    return Program.DONE;
  }
}
