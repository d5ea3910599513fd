package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.table.CsvLine;
import io.tidemark.export.table.CsvLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The judged ticks of a {@code scores.csv}, by key in time order. Ticks of a warm-up have no
 * threshold and are left out.
 *
 * @param keys in the order of the table
 */
record RecordedScores(List<Key> keys) {

  /**
   * Reads a table of scores.
   *
   * @throws DefinitionException naming line, column and value of what is not accepted
   */
  static RecordedScores read(Path file) {
    Map<String, Key> keys = new LinkedHashMap<>();
    try (CsvLines lines = CsvLines.open(file)) {
      CsvLine head = lines.next();
      List<String> columns = head == null ? List.of() : List.of(head.cells());
      int[] at = new int[Column.values().length];
      for (Column column : Column.values()) {
        at[column.ordinal()] = columns.indexOf(column.title);
        if (at[column.ordinal()] < 0) {
          throw new DefinitionException(
              "%s: line 1: column %s is missing; scores are timestamp,key,score,pvalue,threshold"
                  .formatted(file, column.title));
        }
      }
      Cells cells = new Cells(file, columns.size(), at);
      for (CsvLine line = lines.next(); line != null; line = lines.next()) {
        cells.add(line, keys);
      }
    }
    if (keys.isEmpty()) {
      throw new DefinitionException(file + ": has no tick with a threshold");
    }
    return new RecordedScores(List.copyOf(keys.values()));
  }

  /** Time of all keys together in which ticks were judged, in days. */
  double days() {
    double seconds = 0;
    for (Key key : keys) {
      seconds += EventStatistics.normalSeconds(key.secondsArray(), new boolean[key.times.size()]);
    }
    return seconds / 86_400;
  }

  /** Time from a key's tick to its next: the median, at least a millisecond. */
  Duration every() {
    long[] steps =
        keys.stream()
            .flatMapToLong(
                key ->
                    IntStream.range(1, key.times.size())
                        .mapToLong(i -> step(key.times.get(i - 1), key.times.get(i))))
            .filter(step -> step > 0)
            .sorted()
            .toArray();
    return Duration.ofMillis(steps.length == 0 ? 1000 : steps[steps.length / 2]);
  }

  private static long step(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }

  /** One key. Lists of equal length. */
  static final class Key {
    final String name;
    final List<Instant> times = new ArrayList<>();
    final List<Double> scores = new ArrayList<>();
    final List<Double> pValues = new ArrayList<>();
    final List<Double> thresholds = new ArrayList<>();

    Key(String name) {
      this.name = name;
    }

    double[] secondsArray() {
      return times.stream().mapToDouble(t -> t.getEpochSecond() + t.getNano() / 1e9).toArray();
    }
  }

  private enum Column {
    TIMESTAMP("timestamp"),
    KEY("key"),
    SCORE("score"),
    P_VALUE("pvalue"),
    THRESHOLD("threshold");

    private final String title;

    Column(String title) {
      this.title = title;
    }
  }

  private record Cells(Path file, int count, int[] at) {

    void add(CsvLine line, Map<String, Key> keys) {
      if (line.cells().length != count) {
        throw new DefinitionException(
            "%s: line %d: has %d cells; it must have %d, as the header"
                .formatted(file, line.number(), line.cells().length, count));
      }
      if (cell(line, Column.THRESHOLD).isEmpty() || cell(line, Column.SCORE).isEmpty()) {
        return;
      }
      Key key = keys.computeIfAbsent(cell(line, Column.KEY), Key::new);
      key.times.add(time(line));
      key.scores.add(number(line, Column.SCORE));
      key.pValues.add(number(line, Column.P_VALUE));
      key.thresholds.add(number(line, Column.THRESHOLD));
    }

    private String cell(CsvLine line, Column column) {
      return line.cells()[at[column.ordinal()]];
    }

    private double number(CsvLine line, Column column) {
      try {
        return Double.parseDouble(cell(line, column));
      } catch (NumberFormatException malformed) {
        throw wrong(line, column, "a number");
      }
    }

    private Instant time(CsvLine line) {
      try {
        return Instant.parse(cell(line, Column.TIMESTAMP));
      } catch (DateTimeParseException malformed) {
        throw wrong(line, Column.TIMESTAMP, "ISO-8601 UTC such as 2026-01-01T00:00:00Z");
      }
    }

    private DefinitionException wrong(CsvLine line, Column column, String accepted) {
      return DefinitionException.of(
          file + ": line " + line.number() + ": " + column.title,
          "'" + cell(line, column) + "'",
          accepted);
    }
  }
}
