package io.tidemark.export.quality;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.export.evaluation.Warmups;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.TableRow;
import io.tidemark.export.window.AnomalousTicks;
import io.tidemark.export.window.InputProfile;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The windows that train a set's model, as its {@code dataset.json} allows: those of each key's
 * calibration rows, of {@code normal.csv.gz} where there is one, and, only where {@code training}
 * says so, those that touch no row of label 1.
 */
final class SetTraining {
  private final DetectorDefinition definition;
  private final PublicSet set;
  private final Warmups warmups;
  private final AnomalousTicks anomalous = new AnomalousTicks();
  private final InputProfile profile;
  private final Map<String, KeyedWindows> cutters = new LinkedHashMap<>();
  private final TrainingWindows windows;

  private SetTraining(DetectorDefinition definition, PublicSet set, TrainingWindows windows) {
    this.definition = definition;
    this.set = set;
    this.windows = windows;
    profile = new InputProfile(definition);
    warmups = new SetWarmups(definition, set);
  }

  /** The windows of the set in the training folder. */
  static TrainingWindows windows(DetectorDefinition definition, PublicSet set) {
    TrainingData data = new TrainingData(definition, false);
    if (Files.exists(set.normal())) {
      try (EventSource normal = TableSource.open(definition, set.normal(), false)) {
        requireInTime(normal.name(), data.read(normal, RowSelection.ALL));
      }
    }
    SetTraining training = new SetTraining(definition, set, data.windows());
    try (DetectorTable table = DetectorTable.open(definition, set.data())) {
      table.forEach(training::add);
    }
    training.cutters.values().forEach(KeyedWindows::finish);
    requireInTime(set.data().toString(), training.profile);
    return data.windows();
  }

  private static void requireInTime(String table, InputProfile profile) {
    if (profile.late() > 0) {
      throw new DefinitionException(
          table + ": " + profile.lateWords() + "; sort the rows by time, or by key and time");
    }
  }

  private void add(TableRow row, Observation observation) {
    if (warmups.skips(row, observation)) {
      return;
    }
    if (set.trainsOnAllNormalRows() && row.label()) {
      anomalous.add(observation.key(), observation.eventTimeMillis());
    }
    profile.add(observation);
    cutters.computeIfAbsent(observation.key(), this::cutter).add(observation);
  }

  private KeyedWindows cutter(String key) {
    Integer ticks = warmups.ticks(key);
    DetectorDefinition ofKey =
        ticks == null
            ? definition
            : definition.withBaseline(new Baseline(definition.baseline().per(), ticks));
    return new KeyedWindows(ofKey, this::take, profile::late);
  }

  private void take(Window window) {
    if (!set.trainsOnAllNormalRows()) {
      windows.add(window, RowSelection.CALIBRATION);
    } else if (!anomalous.touch(window)) {
      windows.add(window, RowSelection.ALL);
    }
  }
}
