package io.tidemark.export.source;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.TableRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A table as a source. An empty cell is a value that was not sent, which the detector's own rules
 * carry forward; a NaN in a training set is refused, because nobody can tell what was meant by it.
 */
public final class TableSource implements EventSource {
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private final Path file;
  private final DetectorTable table;

  private TableSource(Path file, DetectorTable table) {
    this.file = file;
    this.table = table;
  }

  /**
   * @param labelled whether the table must have a label column
   * @throws DefinitionException when it cannot be read or lacks a column
   */
  public static TableSource open(DetectorDefinition definition, Path file, boolean labelled) {
    DetectorTable table = DetectorTable.open(definition, file);
    if (labelled && !table.header().labelled()) {
      table.close();
      throw new DefinitionException(
          "%s: line 1: column label is missing, and labelled rows are to be left out; found %s"
              .formatted(file, String.join(",", table.header().columns())));
    }
    return new TableSource(file, table);
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void forEach(Consumer consumer) {
    table.forEach(
        (row, observation) -> {
          refuseNotFinite(row);
          consumer.accept(observation, row.label());
        });
  }

  private static void refuseNotFinite(TableRow row) {
    List<String> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      if (cell.length() >= 3
          && cell.length() <= 9
          && NOT_FINITE.contains(cell.strip().toLowerCase(Locale.ROOT))) {
        throw row.wrong(
            row.header().columns().get(i), cell, "a finite number, or empty where none was sent");
      }
    }
  }

  @Override
  public void close() {
    table.close();
  }
}
