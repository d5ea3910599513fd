package io.tidemark.export.quality;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.evaluation.Warmups;
import io.tidemark.export.table.DetectorTable;
import io.tidemark.export.table.TableRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The warm-ups that a set's calibration stretch prescribes, found in a first pass over its table.
 */
final class SetWarmups implements Warmups {
  private final DetectorDefinition definition;
  private final CalibrationStretch stretch;
  private final Path table;
  private final boolean ofOtherTable;
  private final Map<String, Key> keys = new HashMap<>();

  /**
   * @param table where the stretch lies
   * @param ofOtherTable whether another table is evaluated
   */
  SetWarmups(
      DetectorDefinition definition, CalibrationStretch stretch, Path table, boolean ofOtherTable) {
    this.definition = definition;
    this.stretch = stretch;
    this.table = table;
    this.ofOtherTable = ofOtherTable;
    count();
    countTicks();
  }

  private void count() {
    read(
        (row, observation) -> {
          Key key = keys.computeIfAbsent(observation.key(), unseen -> new Key(row.time()));
          key.total++;
        });
  }

  private void countTicks() {
    Map<String, Integer> seen = new HashMap<>();
    read(
        (row, observation) -> {
          int number = seen.merge(observation.key(), 1, Integer::sum) - 1;
          Key key = keys.get(observation.key());
          if (key == null || !stretch.holds(number, key.total, row.time(), key.first)) {
            return;
          }
          if (stretch.quietOnly() && row.label()) {
            key.skipped.add(row.number());
          } else {
            key.rows.add(row.number());
            key.ticks.add(
                Math.floorDiv(
                    observation.eventTimeMillis(), definition.window().tick().toMillis()));
          }
        });
  }

  private void read(BiConsumer<TableRow, Observation> consumer) {
    try (DetectorTable rows = DetectorTable.open(definition, table)) {
      rows.forEach(consumer);
    }
  }

  @Override
  public @Nullable Integer ticks(String key) {
    Key known = keys.get(key);
    return known == null ? null : (Integer) known.ticks.size();
  }

  @Override
  public boolean skips(TableRow row, Observation observation) {
    Key key = keys.get(observation.key());
    return !ofOtherTable && key != null && key.skipped.contains(row.number());
  }

  @Override
  public void before(BiConsumer<TableRow, Observation> consumer) {
    if (ofOtherTable) {
      read(
          (row, observation) -> {
            Key key = keys.get(observation.key());
            if (key != null && key.rows.contains(row.number())) {
              consumer.accept(row, observation);
            }
          });
    }
  }

  /** A key's rows in its stretch. */
  private static final class Key {
    private final Instant first;
    private final Set<Long> rows = new HashSet<>();
    private final Set<Long> skipped = new HashSet<>();
    private final Set<Long> ticks = new HashSet<>();
    private int total;

    Key(Instant first) {
      this.first = first;
    }
  }
}
