package io.tidemark.export.table;

import io.tidemark.detector.tick.Observation;
import java.util.function.BiConsumer;

/** A table as one detector sees it: its rows, and what each says to the detector. */
public interface ObservedTable {
  /** Its columns. */
  TableHeader header();

  /** Share that {@link #forEach} has handed on, 0 to 1. */
  double progress();

  /**
   * Hands on the rows in the order of the table; rows that say nothing to the detector are left
   * out.
   *
   * @throws io.tidemark.detector.definition.DefinitionException at the first row that cannot be
   *     used
   */
  void forEach(BiConsumer<TableRow, Observation> consumer);
}
