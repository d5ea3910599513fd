package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.table.LoadedTable;

/**
 * A set whose labelled table is in memory.
 *
 * @param set where it lies and what it says of itself
 * @param table as the detector sees it
 */
record LoadedSet(PublicSet set, LoadedTable table) {

  static LoadedSet read(DetectorDefinition definition, PublicSet set) {
    return new LoadedSet(set, LoadedTable.read(definition, set.data()));
  }
}
