package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.Mixing;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.evaluation.PumpTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same table ordered by time, key by key, and mixed in any way. */
class MixedKeysTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "threshold: {sensitivity: normal}",
        "threshold: {value: 5}",
        "alerts: {perDay: 20000}"
      })
  void givesTheSameFigures(String threshold) throws IOException {
    DetectorDefinition definition =
        PumpTable.definition(
            yaml ->
                yaml.replace("lateness: 0s", "lateness: 2s")
                    + threshold
                    + "\nhealth: {gap: 20s}\n");
    List<Row> byTime = fleet();

    List<String> expected = results(definition, byTime, Mixing.AS_IT_IS);

    JsonNode metrics = new ObjectMapper().readTree(expected.get(0));
    assertThat(metrics.get("eventsDetected").asInt()).isPositive();
    assertThat(metrics.get("eventsUnwatched").toString()).isEqualTo("{\"LATE\":1}");
    assertThat(results(definition, byTime, Mixing.BY_KEY)).isEqualTo(expected);
    assertThat(results(definition, byTime, Mixing.SHUFFLED)).isEqualTo(expected);
  }

  @Test
  void givesTheSameTuning() throws IOException {
    results(PumpTable.definition(), fleet(), Mixing.AS_IT_IS);
    List<String> lines = Files.readAllLines(folder.resolve("out/scores.csv"));
    String head = lines.remove(0);

    List<String> tunings = new ArrayList<>();
    for (Mixing mixing : Mixing.values()) {
      List<String> mixed = new ArrayList<>(mixing.of(lines, line -> line.split(",", -1)[1]));
      mixed.add(0, head);
      Path scores = Files.write(folder.resolve("mixed.csv"), mixed);
      tunings.add(Tuning.of(scores, TuningOptions.of(PumpTable.definition(), null, 5)).json());
    }

    assertThat(tunings).hasSize(3).allMatch(tunings.get(0)::equals);
  }

  /** Six pumps that begin at different times; one goes silent, one has a row that is late. */
  private static List<Row> fleet() {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < 6; key++) {
      int later = 7 * key;
      for (Row row : PumpTable.of("p" + key, 160, key == 5 ? 200 : 90 + 5 * key, key).rows()) {
        rows.add(
            new Row(
                row.time().plusSeconds(later),
                row.key(),
                row.current(),
                row.pressure(),
                row.label()));
      }
    }
    rows.removeIf(row -> row.key().equals("p2") && row.time().isAfter(at(140)));
    rows.removeIf(row -> row.key().equals("p5") && row.time().equals(at(150)));
    rows.sort(Comparator.comparing(Row::time));
    rows.add(rows.size() - 1, new Row(at(150).plusMillis(500), "p5", 10, 3, true));
    return rows;
  }

  private static Instant at(int second) {
    return PumpTable.START.plusSeconds(second);
  }

  /** metrics.json and the lines of scores.csv in an order of their own. */
  private List<String> results(DetectorDefinition definition, List<Row> rows, Mixing mixing)
      throws IOException {
    Path table = new PumpTable(mixing.of(rows, Row::key)).write(folder.resolve("t.csv"));
    Evaluation.run(
        definition,
        PumpTable.model(folder),
        table,
        folder.resolve("out"),
        EvaluationOptions.of(definition, null),
        EvaluationListener.SILENT);
    List<String> all = new ArrayList<>();
    all.add(Files.readString(folder.resolve("out/metrics.json")));
    Files.readAllLines(folder.resolve("out/scores.csv")).stream().sorted().forEach(all::add);
    return all;
  }
}
