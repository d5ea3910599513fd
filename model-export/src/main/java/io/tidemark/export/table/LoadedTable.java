package io.tidemark.export.table;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A table in memory, for what goes over it many times. Its rows have no cells: what they say is in
 * the observations.
 */
public final class LoadedTable implements ObservedTable {
  private final TableHeader header;
  private final List<TableRow> rows = new ArrayList<>();
  private final List<Observation> observations = new ArrayList<>();

  private LoadedTable(TableHeader header) {
    this.header = header;
  }

  /**
   * Reads a table for a detector.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when it cannot be read or lacks a
   *     column that the detector reads, or at the first row that cannot be used
   */
  public static LoadedTable read(DetectorDefinition definition, Path file) {
    try (DetectorTable table = DetectorTable.open(definition, file)) {
      LoadedTable loaded = new LoadedTable(table.header());
      table.forEach(
          (row, observation) -> {
            loaded.rows.add(row.withoutCells());
            loaded.observations.add(observation);
          });
      return loaded;
    }
  }

  @Override
  public TableHeader header() {
    return header;
  }

  /** Always 1: all of it is read. */
  @Override
  public double progress() {
    return 1;
  }

  @Override
  public void forEach(BiConsumer<TableRow, Observation> consumer) {
    for (int i = 0; i < rows.size(); i++) {
      consumer.accept(rows.get(i), observations.get(i));
    }
  }
}
