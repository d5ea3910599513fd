package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.table.CsvLine;
import io.tidemark.export.table.CsvLines;
import io.tidemark.export.table.TableReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Labelled periods from a file beside the table: CSV with the columns {@code key,start,end},
 * ISO-8601 UTC, both ends inclusive, and where there is a column {@code label}, 0 or 1, only rows
 * of label 1. Key {@code *} stands for every key without rows of its own. A column {@code features}
 * has the names of the features that a period concerns, separated by semicolons; empty where that
 * is not known.
 */
final class EventPeriods {
  private static final String EVERY_KEY = "*";

  private final Map<String, List<LabelledPeriod>> byKey = new TreeMap<>();

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

  /**
   * The periods that concern a key of a table, as far as they fall into the table's time; periods
   * of every key, as far as they fall into the key's own.
   *
   * @param own from the key's first tick to its last
   * @param table from the table's first tick to its last
   */
  List<Period> of(String key, Period own, Period table) {
    Period within = byKey.containsKey(key) ? table : own;
    return of(key).stream().map(LabelledPeriod::period).filter(within::meets).toList();
  }

  /** All periods that concern a key, in the order of the file. */
  List<LabelledPeriod> of(String key) {
    List<LabelledPeriod> every = byKey.getOrDefault(EVERY_KEY, List.of());
    return byKey.getOrDefault(key, every);
  }

  /**
   * The periods that concern no key of a table.
   *
   * @param table from the table's first tick to its last
   */
  UnmatchedPeriods unmatched(Set<String> keys, Period table) {
    List<String> others = new ArrayList<>();
    int ofOtherKeys = 0;
    int atOtherTimes = 0;
    for (Map.Entry<String, List<LabelledPeriod>> of : byKey.entrySet()) {
      if (keys.contains(of.getKey()) || of.getKey().equals(EVERY_KEY)) {
        atOtherTimes += (int) of.getValue().stream().filter(p -> !table.meets(p.period())).count();
      } else {
        others.add(of.getKey());
        ofOtherKeys += of.getValue().size();
      }
    }
    return new UnmatchedPeriods(others, ofOtherKeys, atOtherTimes);
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
    byKey
        .computeIfAbsent(cells[columns.key()], key -> new ArrayList<>())
        .add(new LabelledPeriod(period, features(columns, cells)));
  }

  private static Instant time(Columns columns, CsvLine line, String name, int column) {
    String text = line.cells()[column];
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw wrong(columns, line, name, column, TableReader.ACCEPTED_TIME);
    }
  }

  private static Set<String> features(Columns columns, String[] cells) {
    return columns.features() < 0
        ? Set.of()
        : Arrays.stream(cells[columns.features()].split(";", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
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

  /** Positions of the columns; -1 for label or features that are not there. */
  private record Columns(
      Path file, int count, int key, int start, int end, int label, int features) {

    static Columns of(Path file, String[] header) {
      List<String> names = List.of(header);
      for (String required : List.of("key", "start", "end")) {
        if (!names.contains(required)) {
          throw new DefinitionException(
              file
                  + ": line 1: column "
                  + required
                  + " is missing; events are key,start,end[,type,label,features]");
        }
      }
      return new Columns(
          file,
          header.length,
          names.indexOf("key"),
          names.indexOf("start"),
          names.indexOf("end"),
          names.indexOf("label"),
          names.indexOf("features"));
    }
  }
}
