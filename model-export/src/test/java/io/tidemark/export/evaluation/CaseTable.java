package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A table of readings, a second apart, that tests change and evaluate. */
final class CaseTable {
  private final String header;
  private final Map<String, List<String[]>> byKey = new LinkedHashMap<>();

  private CaseTable(String header) {
    this.header = header;
  }

  /** A gzipped table among the test resources. */
  static CaseTable read(String resource) {
    var stream = Objects.requireNonNull(CaseTable.class.getResourceAsStream(resource), resource);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
      CaseTable table = new CaseTable(reader.readLine());
      reader.lines().map(line -> line.split(",", -1)).forEach(table::add);
      return table;
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  /** A table with the same columns and no rows. */
  CaseTable empty() {
    return new CaseTable(header);
  }

  private void add(String[] cells) {
    byKey.computeIfAbsent(cells[1], unseen -> new ArrayList<>()).add(cells);
  }

  /** Changes a cell of a row. */
  interface Change {
    /**
     * @param row of the key, from 0
     * @param column of the readings, from 0
     * @param cell the reading; the result may be empty
     */
    String of(int row, int column, String cell);
  }

  /** Takes the rows of another table's key under a new name. */
  CaseTable with(String name, CaseTable from, String key, Change change) {
    List<String[]> rows = Objects.requireNonNull(from.byKey.get(key));
    for (int row = 0; row < rows.size(); row++) {
      String[] cells = rows.get(row).clone();
      cells[1] = name;
      for (int column = 2; column < cells.length - 1; column++) {
        cells[column] = change.of(row, column - 2, cells[column]);
      }
      add(cells);
    }
    return this;
  }

  /** Evaluates the table. */
  Metrics evaluate(DetectorDefinition definition, Path model, Path folder) {
    List<String> lines = new ArrayList<>(List.of(header));
    byKey.values().forEach(rows -> rows.forEach(cells -> lines.add(String.join(",", cells))));
    try {
      Path file = Files.write(folder.resolve("table.csv"), lines);
      return Evaluation.run(
          definition,
          model,
          file,
          folder.resolve("out"),
          EvaluationOptions.of(definition, null),
          EvaluationListener.SILENT);
    } catch (IOException unwritten) {
      throw new UncheckedIOException(unwritten);
    }
  }

  /** Scores of the last evaluation into this folder, by key and in time order. */
  static Map<String, List<Double>> scores(Path folder) {
    Map<String, List<Double>> scores = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(folder.resolve("out/scores.csv"))) {
        String[] cells = line.split(",", -1);
        if (!cells[0].equals("timestamp") && !cells[2].isEmpty()) {
          scores
              .computeIfAbsent(cells[1], unseen -> new ArrayList<>())
              .add(Double.parseDouble(cells[2]));
        }
      }
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
    assertThat(scores).isNotEmpty();
    return scores;
  }
}
