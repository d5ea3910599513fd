package io.tidemark.export.table;

import io.tidemark.detector.definition.DefinitionException;
import java.time.Instant;
import java.util.List;

/**
 * A row of a table.
 *
 * @param header its columns
 * @param line line in the file, the header being 1
 * @param number rows before it
 * @param timestamp time as written
 * @param time event time
 * @param key what the key column says
 * @param label whether labelled anomalous; false in a table without labels
 * @param cells one text a column, in the header's order; empty where there is no value
 */
public record TableRow(
    TableHeader header,
    long line,
    long number,
    String timestamp,
    Instant time,
    String key,
    boolean label,
    List<String> cells) {

  /** The text in a column that the header has. */
  public String text(String column) {
    return cells.get(header.position(column));
  }

  /** The row without what its columns say. */
  TableRow withoutCells() {
    return new TableRow(header, line, number, timestamp, time, key, label, List.of());
  }

  /** An error of this row: file, line, column, value and what is accepted. */
  public DefinitionException wrong(String column, String value, String accepted) {
    return wrong(header, line, column, value, accepted);
  }

  static DefinitionException wrong(
      TableHeader header, long line, String column, String value, String accepted) {
    return new DefinitionException(
        "%s: line %d: %s: '%s' is not accepted; it must be %s"
            .formatted(header.file(), line, column, value, accepted));
  }
}
