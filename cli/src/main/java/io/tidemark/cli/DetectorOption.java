package io.tidemark.cli;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a detector. */
public final class DetectorOption {
  @Option(
      names = "--detector",
      required = true,
      paramLabel = "FILE",
      description = "Detector definition, YAML.")
  private Path file;

  /**
   * Reads the definition.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when it is not accepted
   */
  public DetectorDefinition read() {
    return DefinitionReader.read(file);
  }
}
