package io.tidemark.cli.demo;

import io.tidemark.cli.replay.Speed;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.table.TableEvents;
import io.tidemark.export.table.TableReader;
import io.tidemark.export.table.TableRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a first reading of a table finds: that every row is sound, its span, its labels. */
final class TableScan {
  private final List<KnownFault> faults = new ArrayList<>();
  private final Map<String, KnownFault> running = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private boolean labelled;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;
  private long rows;

  private TableScan() {}

  /**
   * Reads all rows.
   *
   * @throws DefinitionException at the first that cannot be used
   */
  static TableScan of(DetectorDefinition detector, Path data) {
    TableScan scan = new TableScan();
    try (TableReader reader = TableReader.open(data)) {
      TableEvents events = TableEvents.of(detector, reader.header());
      scan.labelled = reader.header().labelled();
      for (TableRow row = reader.next(); row != null; row = reader.next()) {
        events.event(row);
        scan.add(row);
      }
    }
    if (scan.rows == 0) {
      throw new DefinitionException(data + ": has no rows");
    }
    scan.faults.addAll(scan.running.values());
    return scan;
  }

  private void add(TableRow row) {
    rows++;
    keys.add(row.key());
    first = row.time().isBefore(first) ? row.time() : first;
    last = row.time().isAfter(last) ? row.time() : last;
    if (row.label()) {
      running.merge(
          row.key(),
          new KnownFault(row.key(), "labelled", row.time(), row.time(), Set.of()),
          (run, now) -> new KnownFault(run.key(), run.kind(), run.start(), now.end(), Set.of()));
    } else {
      KnownFault ended = running.remove(row.key());
      if (ended != null) {
        faults.add(ended);
      }
    }
  }

  long rows() {
    return rows;
  }

  int keys() {
    return keys.size();
  }

  /** Runs of label 1 among a key's rows; null without labels. */
  @Nullable List<KnownFault> faults() {
    return labelled ? List.copyOf(faults) : null;
  }

  /** The speed at which the table takes so long. */
  Speed speed(Duration duration) {
    double seconds = Duration.between(first, last).toMillis() / 1000.0;
    return seconds > 0 ? new Speed(seconds * 1000 / duration.toMillis()) : Speed.MAX;
  }
}
