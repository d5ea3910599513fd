package io.tidemark.lab.quality;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.detector.window.WindowSink;
import io.tidemark.export.carried.CarriedRequirements;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.evaluation.Warmups;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.table.LoadedTable;
import io.tidemark.export.window.AnomalousTicks;
import io.tidemark.export.window.InputProfile;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.SelectedWindows;
import io.tidemark.export.window.TrainingCut;
import io.tidemark.export.window.TrainingWindows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The windows that train a set's model, as its {@code dataset.json} allows: those of each key's
 * calibration rows, of {@code normal.csv.gz} where there is one, and, only where {@code training}
 * says so, those that touch no row of label 1.
 */
final class SetTraining {
  /** Of the first training of a set. */
  static final int FIRST_SEED = 7;

  /** The LSTM autoencoder over whole windows. */
  static final String WINDOWED = "lstm";

  private final DetectorDefinition definition;
  private final PublicSet set;
  private final LoadedTable table;
  private final Warmups warmups;
  private final TrainingData normal;

  private SetTraining(DetectorDefinition definition, LoadedSet set) {
    this.definition = definition;
    this.set = set.set();
    table = set.table();
    warmups = new SetWarmups(definition, set);
    normal = new TrainingData(definition, false);
  }

  /** What train makes where nothing else is asked for. */
  static String usual(DetectorDefinition definition) {
    return CarriedRequirements.fits(definition) ? CarriedTrainer.NAME : WINDOWED;
  }

  /** The windows of the set in the training folder. */
  static TrainingWindows windows(DetectorDefinition definition, LoadedSet set) {
    SetTraining training = new SetTraining(definition, set);
    Path normal = set.set().normal();
    if (Files.exists(normal)) {
      try (EventSource table = TableSource.open(definition, normal, false)) {
        requireInTime(table.name(), training.normal.read(table, RowSelection.ALL));
      }
    }
    return new TrainingCut(definition, training::cut).windows();
  }

  private static void requireInTime(String table, InputProfile profile) {
    if (profile.late() > 0) {
      throw new DefinitionException(
          table + ": " + profile.lateWords() + "; sort the rows by time, or by key and time");
    }
  }

  private void cut(FleetFeatures fleet, WindowSink out) {
    normal.cut(fleet, out);
    InputProfile profile = new InputProfile(definition);
    AnomalousTicks anomalous = new AnomalousTicks();
    boolean all = set.trainsOnAllNormalRows();
    RowSelection rows = all ? RowSelection.ALL : RowSelection.CALIBRATION;
    WindowSink selected =
        new SelectedWindows(
            window -> rows.selects(definition, window) && !anomalous.touch(window), out);
    Map<String, KeyedWindows> cutters = new LinkedHashMap<>();
    table.forEach(
        (row, observation) -> {
          if (warmups.skips(row, observation)) {
            return;
          }
          if (all && row.label()) {
            anomalous.add(observation.key(), observation.eventTimeMillis());
          }
          profile.add(observation);
          cutters
              .computeIfAbsent(
                  observation.key(),
                  key -> new KeyedWindows(definition, fleet, this::warmup, selected, profile::late))
              .add(observation);
        });
    cutters.values().forEach(KeyedWindows::finish);
    requireInTime(set.data().toString(), profile);
  }

  private int warmup(String key) {
    Integer ticks = warmups.ticks(key);
    return ticks == null ? definition.baseline().warmup() : ticks;
  }
}
