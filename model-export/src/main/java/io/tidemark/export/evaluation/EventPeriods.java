package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.table.CsvLine;
import io.tidemark.export.table.CsvLines;
import io.tidemark.export.table.TableReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled periods from a file beside the table: CSV with the columns {@code key,start,end},
 * ISO-8601 UTC, both ends inclusive, and where there is a column {@code label}, 0 or 1, only rows
 * of label 1. Key {@code *} stands for every key without rows of its own.
 */
final class EventPeriods {
  private static final String EVERY_KEY = "*";

  private final Map<String, List<Period>> byKey = new HashMap<>();

  private EventPeriods() {}

  /**
   * Reads a file of periods.
   *
   * @throws DefinitionException naming line, column and value of what is not accepted
   */
  static EventPeriods read(Path file) {
    EventPeriods periods = new EventPeriods();
    try (CsvLines lines = CsvLines.open(file)) {
      CsvLine line = lines.next();
      Columns columns = Columns.of(file, line == null ? new String[0] : line.cells());
      for (line = lines.next(); line != null; line = lines.next()) {
        periods.add(columns, line);
      }
    }
    return periods;
  }

  /** The key's periods as stretches of its samples; a period without samples is left out. */
  List<Span> spans(String key, List<ScoredTick> ticks) {
    return spansOf(key, ticks.stream().map(ScoredTick::time).toList());
  }

  /** The key's periods as stretches of samples at these times. */
  List<Span> spansOf(String key, List<Instant> ticks) {
    List<Span> spans = new ArrayList<>();
    for (Period period : byKey.getOrDefault(key, byKey.getOrDefault(EVERY_KEY, List.of()))) {
      int first = -1;
      int last = -1;
      for (int i = 0; i < ticks.size(); i++) {
        if (period.holds(ticks.get(i))) {
          first = first < 0 ? i : first;
          last = i;
        }
      }
      if (first >= 0) {
        spans.add(new Span(first, last));
      }
    }
    spans.sort(Comparator.comparingInt(Span::first));
    return spans;
  }

  private void add(Columns columns, CsvLine line) {
    String[] cells = line.cells();
    if (cells.length != columns.count()) {
      throw new DefinitionException(
          "%s: line %d: has %d cells; it must have %d, as the header"
              .formatted(columns.file(), line.number(), cells.length, columns.count()));
    }
    if (columns.label() >= 0 && !label(columns, line)) {
      return;
    }
    Period period =
        new Period(
            time(columns, line, "start", columns.start()),
            time(columns, line, "end", columns.end()));
    if (period.end().isBefore(period.start())) {
      throw wrong(columns, line, "end", columns.end(), "at or after start, " + period.start());
    }
    byKey.computeIfAbsent(cells[columns.key()], key -> new ArrayList<>()).add(period);
  }

  private static Instant time(Columns columns, CsvLine line, String name, int column) {
    String text = line.cells()[column];
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw wrong(columns, line, name, column, TableReader.ACCEPTED_TIME);
    }
  }

  private static boolean label(Columns columns, CsvLine line) {
    return switch (line.cells()[columns.label()]) {
      case "0" -> false;
      case "1" -> true;
      default -> throw wrong(columns, line, "label", columns.label(), "0 or 1");
    };
  }

  private static DefinitionException wrong(
      Columns columns, CsvLine line, String name, int column, String accepted) {
    return DefinitionException.of(
        columns.file() + ": line " + line.number() + ": " + name,
        "'" + line.cells()[column] + "'",
        accepted);
  }

  private record Period(Instant start, Instant end) {
    boolean holds(Instant time) {
      return !time.isBefore(start) && !time.isAfter(end);
    }
  }

  /** Positions of the columns; -1 for a label that is not there. */
  private record Columns(Path file, int count, int key, int start, int end, int label) {

    static Columns of(Path file, String[] header) {
      List<String> names = List.of(header);
      for (String required : List.of("key", "start", "end")) {
        if (!names.contains(required)) {
          throw new DefinitionException(
              file
                  + ": line 1: column "
                  + required
                  + " is missing; events are key,start,end[,type,label]");
        }
      }
      return new Columns(
          file,
          header.length,
          names.indexOf("key"),
          names.indexOf("start"),
          names.indexOf("end"),
          names.indexOf("label"));
    }
  }
}
