package io.tidemark.console.intake;

import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.console.store.RefusedException;

/**
 * Appends batches to the history and passes over, one by one, the entries that it refuses, so that
 * no record can stop those after it.
 */
final class BatchWriter {
  private final History history;
  private final PassedOver passedOver;

  BatchWriter(History history, PassedOver passedOver) {
    this.history = history;
    this.passedOver = passedOver;
  }

  /**
   * @throws io.tidemark.console.store.StoreException where the history takes nothing now; entries
   *     may have been appended, the positions not
   */
  void append(Batch batch) {
    try {
      history.append(batch);
    } catch (RefusedException refused) {
      if (batch.size() == 0) {
        throw refused; // nothing from outside is in it
      }
      if (batch.size() > 1) {
        batch.parts().forEach(this::append);
        return;
      }
      passedOver.add("A record that the history cannot take", refused);
      if (!batch.positions().isEmpty()) {
        append(batch.withoutEntries());
      }
    }
  }
}
