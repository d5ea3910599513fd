package io.tidemark.lab.quality;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.table.LoadedTable;
import io.tidemark.export.table.TableRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The rows of a table that calibrate its keys, found in a first pass over it. */
final class StretchRows {
  private final DetectorDefinition definition;
  private final CalibrationStretch stretch;
  private final LoadedTable table;
  private final Map<String, Key> keys = new HashMap<>();

  StretchRows(DetectorDefinition definition, LoadedSet set) {
    this.definition = definition;
    stretch = set.set().calibration();
    table = set.table();
    table.forEach((row, observation) -> key(observation.key(), row).saw(row));
    Map<String, Integer> seen = new HashMap<>();
    table.forEach((row, observation) -> sort(row, observation, seen));
  }

  private Key key(String name, TableRow row) {
    return keys.computeIfAbsent(name, unseen -> new Key(row.time()));
  }

  private void sort(TableRow row, Observation observation, Map<String, Integer> seen) {
    int number = seen.merge(observation.key(), 1, Integer::sum) - 1;
    Key key = key(observation.key(), row);
    if (!stretch.holds(number, key.total, row.time(), key.first)) {
      return;
    }
    if (stretch.quietOnly() && row.label()) {
      key.skipped.add(row.number());
    } else {
      key.rows.add(row.number());
      key.ticks.add(
          Math.floorDiv(observation.eventTimeMillis(), definition.window().tick().toMillis()));
    }
  }

  /** Ticks of the key's stretch; 0 where the table has none of it. */
  int ticks(String key) {
    Key known = keys.get(key);
    return known == null ? 0 : known.ticks.size();
  }

  /** Whether a row lies in the stretch, but may not calibrate. */
  boolean skips(String key, long row) {
    Key known = keys.get(key);
    return known != null && known.skipped.contains(row);
  }

  /** Whether all rows of the key are earlier than its rows in another table. */
  boolean endsBefore(StretchRows other, String key) {
    Key here = keys.get(key);
    Key there = other.keys.get(key);
    return here != null && there != null && here.last.isBefore(there.first);
  }

  /** Hands on the rows that calibrate. */
  void forEach(BiConsumer<TableRow, Observation> consumer) {
    table.forEach(
        (row, observation) -> {
          Key key = keys.get(observation.key());
          if (key != null && key.rows.contains(row.number())) {
            consumer.accept(row, observation);
          }
        });
  }

  private static final class Key {
    private final Instant first;
    private final Set<Long> rows = new HashSet<>();
    private final Set<Long> skipped = new HashSet<>();
    private final Set<Long> ticks = new HashSet<>();
    private Instant last;
    private int total;

    Key(Instant first) {
      this.first = first;
      last = first;
    }

    void saw(TableRow row) {
      total++;
      last = row.time().isAfter(last) ? row.time() : last;
    }
  }
}
