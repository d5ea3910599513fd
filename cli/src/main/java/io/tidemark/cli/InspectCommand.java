package io.tidemark.cli;

import io.tidemark.cli.training.InspectionText;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.inspection.Finding;
import io.tidemark.export.inspection.ModelInspector;
import io.tidemark.export.inspection.OnnxFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark inspect}: what a model file is and how far it fits. */
@Command(
    name = "inspect",
    description =
        "Describe an ONNX file and show, line by line, whether it fits the contract and a"
            + " detector.")
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "ONNX file from any tool.")
  private Path model;

  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description = "Definition of the detector that the model is for, YAML.")
  private @Nullable Path detector;

  @Option(names = "--json", description = "Print the outcome as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    DetectorDefinition definition = detector == null ? null : DefinitionReader.read(detector);
    OnnxFile file = OnnxFile.read(model);
    List<Finding> findings = ModelInspector.inspect(file, definition);
    InspectionText text = new InspectionText(file, findings);
    spec.commandLine().getOut().println(json ? text.json() : text.lines());
    return text.fits() ? Tidemark.DONE : Tidemark.BAD_INPUT;
  }
}
