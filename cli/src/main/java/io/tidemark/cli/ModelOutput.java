package io.tidemark.cli;

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

  Path of(DetectorDefinition definition) {
    return file == null ? definition.model().path() : file;
  }
}
