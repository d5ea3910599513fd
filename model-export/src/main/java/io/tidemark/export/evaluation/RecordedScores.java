package io.tidemark.export.evaluation;

import io.tidemark.detector.calibration.LevelTail;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.table.CsvLine;
import io.tidemark.export.table.CsvLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code scores.csv}, whatever the order of its lines. A key's scores are those of the ticks with
 * a verdict; the others have no level.
 *
 * @param keys keys with a verdict, by name
 * @param unjudged keys without any, by name
 */
record RecordedScores(List<Key> keys, List<Key> unjudged) {

  /**
   * Reads a table of scores.
   *
   * @throws DefinitionException naming line, column and value of what is not accepted
   */
  static RecordedScores read(Path file) {
    Map<String, List<Line>> keys = new TreeMap<>();
    try (CsvLines lines = CsvLines.open(file)) {
      CsvLine head = lines.next();
      List<String> columns = head == null ? List.of() : List.of(head.cells());
      int[] at = new int[Column.values().length];
      for (Column column : Column.values()) {
        at[column.ordinal()] = columns.indexOf(column.title);
        if (at[column.ordinal()] < 0) {
          throw new DefinitionException(
              "%s: line 1: column %s is missing; it must be a table that evaluate or quality wrote"
                  .formatted(file, column.title));
        }
      }
      Cells cells = new Cells(file, columns.size(), at);
      for (CsvLine line = lines.next(); line != null; line = lines.next()) {
        cells.add(line, keys);
      }
    }
    List<Key> all = new ArrayList<>();
    keys.forEach((name, lines) -> all.add(new Key(name, lines)));
    RecordedScores scores =
        new RecordedScores(
            all.stream().filter(key -> !key.times.isEmpty()).toList(),
            all.stream().filter(key -> key.times.isEmpty()).toList());
    if (scores.keys.isEmpty()) {
      throw new DefinitionException(file + ": has no tick with a level");
    }
    return scores;
  }

  /** From the first tick of all keys to the last. */
  Period span() {
    return Stream.concat(keys.stream(), unjudged.stream())
        .map(key -> key.span)
        .reduce(Period::and)
        .orElseThrow();
  }

  /** Names of all keys. */
  Set<String> names() {
    return Stream.concat(keys.stream(), unjudged.stream())
        .map(key -> key.name)
        .collect(Collectors.toSet());
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

  /** One key. Lists of equal length, in time order. */
  static final class Key {
    final String name;

    /** All ticks, those without a verdict too. */
    final KeyTicks ticks = new KeyTicks();

    final Period span;
    final List<Instant> times = new ArrayList<>();
    final List<Double> levels = new ArrayList<>();
    private final List<Boolean> matter = new ArrayList<>();
    private @Nullable LevelTail start;

    Key(String name, List<Line> lines) {
      this.name = name;
      lines.sort(Comparator.comparing(Line::time));
      span = new Period(lines.get(0).time, lines.get(lines.size() - 1).time);
      for (Line line : lines) {
        ticks.add(line.time, line.unwatched);
        if (line.unwatched == null) {
          times.add(line.time);
          levels.add(line.level);
          matter.add(line.matters);
          start = start == null ? line.tail : start;
        }
      }
    }

    /** What the first level was held against. */
    LevelTail start() {
      return Objects.requireNonNull(start, "a key with a verdict");
    }

    double[] levelsArray() {
      return levels.stream().mapToDouble(level -> level).toArray();
    }

    /** Whether the deviation of each is of any interest to the definition. */
    boolean[] matterArray() {
      boolean[] array = new boolean[matter.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = matter.get(i);
      }
      return array;
    }

    double[] secondsArray() {
      return times.stream().mapToDouble(t -> t.getEpochSecond() + t.getNano() / 1e9).toArray();
    }
  }

  /**
   * A tick.
   *
   * @param matters whether its deviation is of any interest to the definition
   * @param unwatched why it has no verdict; null where it has one, without it the level is NaN
   */
  private record Line(
      Instant time,
      double level,
      @Nullable LevelTail tail,
      boolean matters,
      @Nullable Unwatched unwatched) {}

  private enum Column {
    TIMESTAMP("timestamp"),
    KEY("key"),
    LEVEL("level"),
    AVERAGE("average"),
    EDGE("edge"),
    SCALE("scale"),
    MATTERS("matters"),
    UNWATCHED("unwatched");

    private final String title;

    Column(String title) {
      this.title = title;
    }
  }

  private record Cells(Path file, int count, int[] at) {

    void add(CsvLine line, Map<String, List<Line>> keys) {
      if (line.cells().length != count) {
        throw new DefinitionException(
            "%s: line %d: has %d cells; it must have %d, as the header"
                .formatted(file, line.number(), line.cells().length, count));
      }
      keys.computeIfAbsent(cell(line, Column.KEY), unseen -> new ArrayList<>()).add(tick(line));
    }

    private Line tick(CsvLine line) {
      if (cell(line, Column.LEVEL).isEmpty()) {
        return new Line(time(line), Double.NaN, null, false, reason(line));
      }
      LevelTail tail =
          new LevelTail(
              number(line, Column.AVERAGE), number(line, Column.EDGE), number(line, Column.SCALE));
      return new Line(time(line), number(line, Column.LEVEL), tail, matters(line), null);
    }

    private boolean matters(CsvLine line) {
      return switch (cell(line, Column.MATTERS)) {
        case "1" -> true;
        case "0" -> false;
        default -> throw wrong(line, Column.MATTERS, "0 or 1");
      };
    }

    private Unwatched reason(CsvLine line) {
      String name = cell(line, Column.UNWATCHED);
      if (name.isEmpty()) {
        return Unwatched.WARM_UP;
      }
      return Arrays.stream(Unwatched.values())
          .filter(reason -> reason.name().equals(name))
          .findFirst()
          .orElseThrow(
              () -> wrong(line, Column.UNWATCHED, "one of " + Arrays.toString(Unwatched.values())));
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
