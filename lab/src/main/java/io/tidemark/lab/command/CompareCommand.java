package io.tidemark.lab.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.DetectorOption;
import io.tidemark.cli.OutputPath;
import io.tidemark.cli.Program;
import io.tidemark.cli.TrainingInput;
import io.tidemark.cli.training.TrainingFlags;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.architecture.Architecture;
import io.tidemark.export.architecture.Architectures;
import io.tidemark.export.architecture.CarriedArchitecture;
import io.tidemark.export.evaluation.EvaluationOptions;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.lab.comparison.Comparison;
import io.tidemark.lab.comparison.ComparisonPage;
import io.tidemark.lab.comparison.ComparisonTable;
import io.tidemark.lab.comparison.Contender;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab compare}: networks and baselines side by side. */
@Command(
    name = "compare",
    sortOptions = false,
    description =
        "Train several architectures with the same budget and set them beside simple baselines:"
            + " quality on labelled data, size and speed.")
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DetectorOption detector;

  @Option(
      names = "--evaluate",
      paramLabel = "FILE",
      description =
          "Table to measure on, that does not train (default: the one table of --data, whose"
              + " keys train by their warm-up alone).")
  private @Nullable Path evaluate;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Labelled periods key,start,end (default: runs of label 1 in the table).")
  private @Nullable Path events;

  @Option(
      names = "--architectures",
      split = ",",
      defaultValue = "all",
      paramLabel = "NAME",
      description = "Names separated by commas, or all (default: ${DEFAULT-VALUE}).")
  private List<String> architectures;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder for model files, evaluations, comparison.html, comparison.md and"
              + " comparison.json.")
  private Path out;

  @Option(names = "--json", description = "Print the comparison as JSON.")
  private boolean json;

  @Mixin private TrainingInput input;
  @Mixin private TrainingFlags flags;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DetectorDefinition definition = detector.read();
    List<TrainingOptions> networks = networks(definition);
    Path table = input.unseen(evaluate, definition);
    OutputPath.requireFolder("--out", out);
    TrainingWindows windows = input.windows(definition);
    PrintWriter err = spec.commandLine().getErr();
    err.println(ComparisonTable.head());
    List<Contender> contenders =
        new Comparison(definition, windows, table, EvaluationOptions.of(definition, events), out)
            .run(networks, contender -> err.println(ComparisonTable.line(contender)));
    List<String> lines = new ArrayList<>(List.of(ComparisonTable.head()));
    contenders.forEach(contender -> lines.add(ComparisonTable.line(contender)));
    ObjectNode comparison = ComparisonTable.json(definition.name(), table.toString(), contenders);
    String outcome = comparison.toPrettyString();
    Files.write(out.resolve("comparison.md"), lines);
    Files.writeString(out.resolve("comparison.json"), outcome);
    ComparisonPage.write(comparison, contenders, out.resolve("comparison.html"));
    spec.commandLine().getOut().println(json ? outcome : String.join("\n", lines));
    return Program.DONE;
  }

  private List<TrainingOptions> networks(DetectorDefinition definition) {
    List<String> names =
        architectures.contains("all")
            ? Stream.concat(
                    Arrays.stream(CarriedArchitecture.values())
                        .filter(kind -> flags.carries(definition, kind))
                        .map(CarriedArchitecture::option),
                    Architectures.all().stream().map(Architecture::name))
                .toList()
            : architectures;
    if (names.isEmpty()) {
      throw DefinitionException.of("--architectures", "nothing", "names of architectures, or all");
    }
    return names.stream().map(name -> flags.options(definition, name)).toList();
  }
}
