package io.tidemark.export.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableReaderTest {
  private static final String HEADER = "timestamp,key,level,label\n";

  @TempDir Path folder;

  @Test
  void readsRowsWithLineTimeKeyAndLabel() throws IOException {
    List<TableRow> rows =
        rows(
            HEADER
                + "2026-01-01T00:00:00Z,pump-1,1.5,0\n"
                + "2026-01-01T00:00:00.250Z,\"pump, two\",,1\n");

    assertThat(rows).extracting(TableRow::line).containsExactly(2L, 3L);
    assertThat(rows).extracting(TableRow::number).containsExactly(0L, 1L);
    assertThat(rows).extracting(TableRow::key).containsExactly("pump-1", "pump, two");
    assertThat(rows).extracting(TableRow::label).containsExactly(false, true);
    assertThat(rows).extracting(row -> row.text("level")).containsExactly("1.5", "");
    assertThat(rows.get(1).time()).isEqualTo(Instant.parse("2026-01-01T00:00:00.250Z"));
  }

  @Test
  void readsWindowsLineEndsAByteOrderMarkAndNoLastLineEnd() throws IOException {
    List<TableRow> rows =
        rows("\uFEFFtimestamp,key,level\r\n2026-01-01T00:00:00Z,a,1\r\n2026-01-01T00:00:01Z,a,2");

    assertThat(rows).extracting(row -> row.text("level")).containsExactly("1", "2");
  }

  @Test
  void tellsGzipByItsFirstBytesWhateverTheName() throws IOException {
    Path file = folder.resolve("table.csv");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((HEADER + "2026-01-01T00:00:00Z,a,1,0\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(rows(file)).hasSize(1);
  }

  @Test
  void saysAfterWhichLineATruncatedGzipBreaksOff() throws IOException {
    Path file = folder.resolve("table.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(HEADER.getBytes(StandardCharsets.UTF_8));
      for (int i = 10; i < 60; i++) {
        out.write(
            "2026-01-01T00:00:%d.%dZ,a,%d,0\n"
                .formatted(i, i * i, i * 7919)
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-01-01 00:00:09,a,1,0     | line 3: timestamp: '2026-01-01 00:00:09' is not accepted
          2026-01-01T00:00:09Z,a,1,high | line 3: label: 'high' is not accepted; it must be 0 or 1
          2026-01-01T00:00:09Z,a,1      | line 3: has 3 cells; it must have 4, as the header
          2026-01-01T00:00:09Z,,1,0     | line 3: key: '' is not accepted; it must be a name
          2026-01-01T00:00:09Z,"a"b,1,0 | line 3: is not CSV
          """)
  void namesFileLineColumnAndValueOfAnUnusableRow(String row, String message) {
    assertThatThrownBy(() -> rows(HEADER + "2026-01-01T00:00:00Z,a,1,0\n" + row + "\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("table.csv: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timestamp,level             | column key is missing
          time,key,level              | column timestamp is missing
          timestamp,key,level,level   | column level occurs twice
          timestamp,key,,level        | a column has no name
          """)
  void refusesAHeaderThatIsNoTable(String header, String message) {
    assertThatThrownBy(() -> rows(header + "\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("table.csv: line 1: " + message);
  }

  @Test
  void refusesAnEmptyAndAMissingFile() {
    assertThatThrownBy(() -> rows("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> rows(folder.resolve("none.csv")))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void handsOnRowsInTheOrderOfTheFileWhateverTheirTimes() throws IOException {
    List<TableRow> rows = rows(HEADER + "2026-01-01T00:00:05Z,a,1,0\n2026-01-01T00:00:03Z,a,2,0\n");

    assertThat(rows).extracting(row -> row.text("level")).containsExactly("1", "2");
  }

  private List<TableRow> rows(String content) throws IOException {
    Path file = folder.resolve("table.csv");
    Files.writeString(file, content);
    return rows(file);
  }

  private static List<TableRow> rows(Path file) {
    List<TableRow> rows = new ArrayList<>();
    try (TableReader reader = TableReader.open(file)) {
      for (TableRow row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
      assertThat(reader.progress()).isEqualTo(1);
    }
    return rows;
  }
}
