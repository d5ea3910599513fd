package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Threshold;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.table.ObservedTable;
import io.tidemark.export.table.TableRow;
import io.tidemark.export.table.TimeOrder;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a table goes to the detector: the rows of the warm-ups first, then its own, as they stand in
 * the file. Where keys share a budget of alerts, all of them go in the order of time, as on a
 * topic; that takes them into memory.
 */
final class TableReading {
  private static final int PROGRESS_EVERY = 1000;

  private final @Nullable Warmups warmups;
  private final boolean inTimeOrder;
  private long rows;

  /**
   * @param warmups null where the definition's warm-up serves
   */
  TableReading(DetectorDefinition definition, @Nullable Warmups warmups) {
    this.warmups = warmups;
    inTimeOrder = keysShareABudget(definition);
  }

  /** Whether a key's threshold depends on the alerts of the others. */
  static boolean keysShareABudget(DetectorDefinition definition) {
    return definition.threshold() instanceof Threshold.Rate;
  }

  /**
   * Reads the whole table.
   *
   * @param own takes each row of the table itself, before the observation
   * @param line takes each observation, those of the warm-ups' other table too
   */
  void read(
      ObservedTable table,
      BiConsumer<TableRow, Observation> own,
      Consumer<Observation> line,
      EvaluationListener listener) {
    if (!inTimeOrder) {
      pass(table, own, line, listener);
      return;
    }
    TimeOrder<Observation> all = new TimeOrder<>();
    pass(
        table,
        own,
        seen -> all.add(seen.key(), Instant.ofEpochMilli(seen.eventTimeMillis()), seen),
        listener);
    all.sorted().forEach(line);
  }

  private void pass(
      ObservedTable table,
      BiConsumer<TableRow, Observation> own,
      Consumer<Observation> line,
      EvaluationListener listener) {
    if (warmups != null) {
      warmups.before((row, observation) -> line.accept(observation));
    }
    table.forEach(
        (row, observation) -> {
          if (warmups != null && warmups.skips(row, observation)) {
            return;
          }
          rows++;
          own.accept(row, observation);
          line.accept(observation);
          if (rows % PROGRESS_EVERY == 0) {
            listener.scored(rows, table.progress());
          }
        });
  }
}
