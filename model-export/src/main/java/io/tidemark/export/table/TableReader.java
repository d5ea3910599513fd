package io.tidemark.export.table;

import io.tidemark.detector.definition.DefinitionException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table row by row: CSV or gzipped CSV, UTF-8, {@code timestamp,key,<features...>[,label]}.
 * The rows of a key are in time order; the keys may be mixed in any way. A row that breaks the
 * order of its key is handed on too: whether it is late is for the detector to say. Never more than
 * a buffer of the file is in memory. Every error is a {@link DefinitionException} with file and
 * line.
 */
public final class TableReader implements AutoCloseable {
  /** Times that are accepted, for messages. */
  public static final String ACCEPTED_TIME = "an ISO-8601 time in UTC such as 2026-01-31T08:15:00Z";

  private final CsvLines lines;
  private final TableHeader header;
  private final int timestamp;
  private final int key;
  private final int label;
  private long rows;

  private TableReader(String file, CsvLines lines) {
    this.lines = lines;
    CsvLine first = lines.next();
    if (first == null) {
      throw new DefinitionException(
          file + ": is empty; a table is timestamp,key,<features...>[,label]");
    }
    header = new TableHeader(file, List.of(first.cells()));
    timestamp = header.position(TableHeader.TIMESTAMP);
    key = header.position(TableHeader.KEY);
    label = header.position(TableHeader.LABEL);
  }

  /** Opens a table and reads its header. */
  public static TableReader open(Path file) {
    CsvLines lines = CsvLines.open(file);
    try {
      return new TableReader(file.toString(), lines);
    } catch (RuntimeException unusable) {
      lines.close();
      throw unusable;
    }
  }

  public TableHeader header() {
    return header;
  }

  /** The next row, or null at the end. */
  public @Nullable TableRow next() {
    CsvLine line = lines.next();
    return line == null ? null : row(line.cells(), line.number());
  }

  /** Share of the file that is read, 0 to 1. */
  public double progress() {
    return lines.progress();
  }

  @Override
  public void close() {
    lines.close();
  }

  private TableRow row(String[] cells, long line) {
    if (cells.length != header.columns().size()) {
      throw new DefinitionException(
          "%s: line %d: has %d cells; it must have %d, as the header"
              .formatted(header.file(), line, cells.length, header.columns().size()));
    }
    if (cells[key].isBlank()) {
      throw TableRow.wrong(header, line, TableHeader.KEY, cells[key], "a name");
    }
    return new TableRow(
        header,
        line,
        rows++,
        cells[timestamp],
        time(cells[timestamp], line),
        cells[key],
        label >= 0 && label(cells[label], line),
        List.of(cells));
  }

  private Instant time(String text, long line) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw TableRow.wrong(header, line, TableHeader.TIMESTAMP, text, ACCEPTED_TIME);
    }
  }

  private boolean label(String text, long line) {
    return switch (text) {
      case "0" -> false;
      case "1" -> true;
      default -> throw TableRow.wrong(header, line, TableHeader.LABEL, text, "0 or 1");
    };
  }
}
