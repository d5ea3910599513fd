package io.tidemark.cli.control;

import io.tidemark.console.detector.DefinedDetector;
import io.tidemark.console.detector.Job;
import io.tidemark.console.detector.ModelName;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the configuration of a job tells the console. */
public final class ConsoleJob {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleJob.class);

  private ConsoleJob() {}

  /**
   * Reads the definitions and which models they name.
   *
   * @throws DefinitionException when a definition cannot be read
   */
  public static Job of(PipelineConfig config) {
    List<DefinedDetector> detectors = config.detectors().stream().map(ConsoleJob::read).toList();
    PipelineConfig.Control control = config.control();
    return new Job(
        detectors,
        control == null
            ? null
            : new Job.Control(
                control.commands().topic(), control.answers().topic(), new ModelControl(config)));
  }

  private static DefinedDetector read(Path file) {
    DetectorDefinition definition = DefinitionReader.read(file);
    try {
      return new DefinedDetector(
          definition.name(),
          String.valueOf(file.getFileName()),
          Files.readString(file),
          definition.model() == null ? null : model(definition.modelFile()));
    } catch (IOException gone) {
      throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(gone));
    }
  }

  /** The files of models are where the job runs, which may be elsewhere. */
  private static @Nullable ModelName model(Path file) {
    try {
      String digest = ModelDigest.of(file);
      return new ModelName(
          ModelMetadata.fromProperties(OnnxFile.read(file).properties()).version(), digest);
    } catch (IOException gone) {
      LOG.warn("The model {} cannot be read here: {}", file, FileFailure.reason(gone));
    } catch (ModelException | DefinitionException unreadable) {
      LOG.warn("The model {} cannot be read here: {}", file, unreadable.getMessage());
    }
    return null;
  }
}
