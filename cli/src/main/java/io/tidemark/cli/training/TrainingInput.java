package io.tidemark.cli.training;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what to train on. */
public final class TrainingInput {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Table: .csv or .csv.gz. May be given again.")
  private List<Path> data = new ArrayList<>();

  @Option(
      names = "--normal",
      paramLabel = "FILE",
      description = "Table of normal rows, all of which train whatever --rows says.")
  private List<Path> normal = new ArrayList<>();

  @Option(
      names = "--rows",
      defaultValue = "calibration",
      description =
          "Rows of --data that train: calibration (each key's warm-up; all of them where the"
              + " baseline is the model's) or all (default: ${DEFAULT-VALUE}).")
  private RowSelection rows;

  @Option(
      names = "--exclude-labelled",
      description = "Leave out windows that touch a row of label 1.")
  private boolean excludeLabelled;

  /**
   * Reads it all.
   *
   * @throws DefinitionException when there is nothing to read or it cannot be trained on
   */
  public TrainingWindows windows(DetectorDefinition definition) {
    if (data.isEmpty() && normal.isEmpty()) {
      throw DefinitionException.of("--data", "nothing", "a table to train on");
    }
    TrainingData training = new TrainingData(definition, excludeLabelled);
    normal.forEach(file -> read(training, definition, file, RowSelection.ALL));
    data.forEach(file -> read(training, definition, file, rows));
    requireMovement(definition, training.windows().constantFeatures());
    return training.windows();
  }

  private static void requireMovement(DetectorDefinition definition, List<String> constant) {
    List<String> unexpected =
        definition.features().stream()
            .filter(feature -> constant.contains(feature.name()) && !feature.still())
            .map(Feature::name)
            .toList();
    if (!unexpected.isEmpty()) {
      throw new DefinitionException(
          "data: %s never moved; leave such features out of the detector, or say 'still: true' of them"
              .formatted(String.join(", ", unexpected)));
    }
  }

  private void read(
      TrainingData training, DetectorDefinition definition, Path file, RowSelection selection) {
    try (EventSource source = TableSource.open(definition, file, excludeLabelled)) {
      training.read(source, selection);
    }
  }
}
