package io.tidemark.cli;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where a model goes. */
final class ModelOutput {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "ONNX file to write (default: model.path of the detector).")
  private @Nullable Path file;

  /**
   * The file, in a folder that is made where it is missing.
   *
   * @throws DefinitionException when it cannot be written
   */
  Path of(DetectorDefinition definition) {
    Path target = file == null ? definition.modelFile() : file;
    OutputPath.requireFile(file == null ? "model.path" : "--out", target);
    return target;
  }
}
