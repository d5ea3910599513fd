package io.tidemark.console.intake;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.signal.SignalStretch;
import io.tidemark.console.store.Batch;
import io.tidemark.console.store.History;
import io.tidemark.console.store.Position;
import io.tidemark.console.store.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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

  /**
   * Appends signals and passes over, one by one, those that the history refuses.
   *
   * @param width of their buckets
   * @throws io.tidemark.console.store.StoreException where the history takes nothing now
   */
  void append(Map<KeyName, SignalStretch> signals, Duration width, List<Position> positions) {
    try {
      history.append(signals, width, positions);
    } catch (RefusedException refused) {
      if (signals.isEmpty()) {
        throw refused; // nothing from outside is in it
      }
      for (Map.Entry<KeyName, SignalStretch> key : signals.entrySet()) {
        try {
          history.append(Map.of(key.getKey(), key.getValue()), width, List.of());
        } catch (RefusedException ofKey) {
          passedOver.add("Signals that the history cannot take", ofKey);
        }
      }
      history.append(Map.of(), width, positions);
    }
  }
}
