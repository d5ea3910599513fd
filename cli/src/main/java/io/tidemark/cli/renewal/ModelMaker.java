package io.tidemark.cli.renewal;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.TrainingWindows;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a model file. */
@FunctionalInterface
public interface ModelMaker {
  /**
   * Trains a model, proves it and writes it.
   *
   * @param out the ONNX file; its folder exists
   * @throws io.tidemark.detector.definition.DefinitionException when the windows cannot be used
   * @throws IOException when the file cannot be written
   */
  void make(
      DetectorDefinition definition, TrainingOptions options, TrainingWindows windows, Path out)
      throws IOException;
}
