package io.tidemark.export.evaluation;

import io.tidemark.detector.tick.Observation;
import io.tidemark.export.table.TableRow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a table warm a key up, where that is not the definition's to say: the protocol of a
 * public data set.
 */
public interface Warmups {
  /**
   * Ticks of the key's warm-up.
   *
   * @return null where the definition's warm-up serves
   */
  @Nullable Integer ticks(String key);

  /** Whether the row is left out: neither learned from nor judged. */
  boolean skips(TableRow row, Observation observation);

  /** Rows of an earlier table that come before the table's own. */
  void before(BiConsumer<TableRow, Observation> consumer);
}
