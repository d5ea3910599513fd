package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
  @TempDir Path folder;

  @Test
  void writesALineForEveryTickThatHadInput() throws IOException {
    PumpTable table = PumpTable.of("p1", 140, 100, 1);

    List<String[]> lines = scores(table);

    assertThat(lines).hasSameSizeAs(table.rows());
    for (int i = 0; i < lines.size(); i++) {
      String[] line = lines.get(i);
      assertThat(line[0]).isEqualTo(table.rows().get(i).time().toString());
      assertThat(line[1]).isEqualTo("p1");
      assertThat(line[2].isEmpty()).as("score of line %d", i).isEqualTo(i < 3);
      assertThat(line[3].isEmpty()).as("p-value of line %d", i).isEqualTo(i < 60);
      assertThat(line[5].isEmpty()).as("threshold of line %d", i).isEqualTo(i < 60);
      assertThat(line[12]).as("reason of line %d", i).isEqualTo(i < 60 ? "WARM_UP" : "");
    }
    assertThat(lines.stream().filter(line -> line[6].equals("1"))).isNotEmpty();
  }

  @Test
  void alarmsFromTheWindowOnThatOpensTheIncident() throws IOException {
    Metrics metrics = run(PumpTable.of("p1", 140, 100, 1).write(folder.resolve("t.csv")), null);

    assertThat(metrics.incidents()).hasSize(1);
    IncidentRecord incident = metrics.incidents().get(0);
    String firstAlarm =
        lines().stream().filter(line -> line[6].equals("1")).findFirst().orElseThrow()[0];
    // A window is known by its exclusive end, a line by its last row.
    assertThat(incident.openedAt().minusSeconds(1)).hasToString(firstAlarm);
    assertThat(incident.resolvedAt()).isNotNull();
    assertThat(incident.features().get(0).getFeature()).isEqualTo("current");
    assertThat(incident.features().get(0).getObserved()).isGreaterThan(15);
  }

  @Test
  void measuresAgainstTheLabels() throws IOException {
    PumpTable table = PumpTable.of("p1", 160, 100, 1).with(PumpTable.of("p2", 160, 120, 2));

    Metrics metrics = run(table.write(folder.resolve("t.csv")), null);

    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/metrics.json").toFile());
    assertThat(json).isEqualTo(new ObjectMapper().readTree(metrics.toJson().toString()));
    assertThat(json.get("events").asInt()).isEqualTo(2);
    assertThat(json.get("eventsDetected").asInt()).isEqualTo(2);
    assertThat(json.get("falseAlarms").asInt()).isZero();
    assertThat(json.get("rocAuc").asDouble()).isGreaterThan(0.9);
    assertThat(json.get("vusPr").asDouble()).isGreaterThan(json.get("baseRate").asDouble());
    assertThat(json.get("medianDelaySeconds").asDouble()).isBetween(1.0, 4.0);
    assertThat(json.get("standardErrors").get("rocAuc").asDouble()).isLessThan(0.2);
    assertThat(json.get("perKey")).hasSize(2);
    assertThat(json.get("protocol").get("vusBuffer").asInt()).isEqualTo(4);
  }

  @Test
  void drawsCurvesWhoseAreasAreTheFigures() throws IOException {
    PumpTable table = PumpTable.of("p1", 160, 100, 1).with(PumpTable.of("p2", 160, 120, 2));
    Metrics metrics = run(table.write(folder.resolve("t.csv")), null);

    JsonNode curves = page().get("curves");

    assertThat(area(curves.get("truePositiveRate")))
        .isCloseTo(metrics.rocAuc().value(), within(0.01));
    assertThat(area(curves.get("precision"))).isCloseTo(metrics.prAuc().value(), within(0.02));
  }

  @Test
  void showsTheWorstWindowsInRawUnitsAndWhatTheFeaturesContribute() throws IOException {
    run(PumpTable.of("p1", 140, 100, 1).write(folder.resolve("t.csv")), null);

    JsonNode page = page();
    JsonNode worst = page.get("worst").get(0);
    assertThat(worst.get("time")).hasSize(4);
    assertThat(worst.get("score").asDouble()).isGreaterThan(worst.get("threshold").asDouble());
    JsonNode feature = worst.get("features").get(0);
    assertThat(feature.get("feature").asText()).isEqualTo("current");
    assertThat(feature.get("observed")).hasSize(4);
    assertThat(feature.get("reconstruction")).hasSize(4);
    JsonNode shares = page.get("features").get("anomalous");
    assertThat(shares.get(0).asDouble() + shares.get(1).asDouble()).isCloseTo(1, within(1e-6));
    assertThat(page.get("training").isNull()).as("a model of another tool").isTrue();
  }

  @Test
  void measuresADetectorWithoutAModel() throws IOException {
    PumpTable table = PumpTable.of("p1", 200, 140, 1);

    Metrics metrics =
        Evaluation.run(
            PumpTable.definition().withModel(null),
            null,
            table.write(folder.resolve("t.csv")),
            folder.resolve("out"),
            EvaluationOptions.of(PumpTable.definition(), null),
            EvaluationListener.SILENT);

    assertThat(metrics.incidents()).hasSize(1);
    assertThat(metrics.incidents().get(0).features().get(0).getFeature()).isEqualTo("current");
    assertThat(metrics.toJson().get("protocol").get("modelDigest").asText()).isEmpty();
    JsonNode page = page();
    assertThat(page.get("worst").get(0).get("features").get(0).get("reconstruction")).hasSize(4);
    assertThat(page.get("training").isNull()).isTrue();
  }

  @Test
  void writesAPageThatNeedsNothingElse() throws IOException {
    run(PumpTable.of("p1", 140, 100, 1).write(folder.resolve("t.csv")), null);

    assertThat(Files.readString(folder.resolve("out/report.html")))
        .doesNotContainPattern("<(script|img|iframe)[^>]* src=|<link|@import|url\\(");
  }

  private JsonNode page() throws IOException {
    String page = Files.readString(folder.resolve("out/report.html"));
    String start = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(start) + start.length();
    return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
  }

  /** By the trapezoidal rule, over places at the same distance from 0 to 1. */
  private static double area(JsonNode values) {
    double sum = 0;
    for (int i = 1; i < values.size(); i++) {
      sum += (values.get(i - 1).asDouble() + values.get(i).asDouble()) / 2;
    }
    return sum / (values.size() - 1);
  }

  @Test
  void leavesFiguresThatNeedLabelsNullWithoutThem() throws IOException {
    PumpTable table = PumpTable.of("p1", 140, 100, 1);

    JsonNode json = run(table.writeWithoutLabels(folder.resolve("t.csv")), null).toJson();

    for (String figure :
        List.of("rocAuc", "vusPr", "baseRate", "eventRecall", "falseAlarms", "f1")) {
      assertThat(json.get(figure).isNull()).as(figure).isTrue();
    }
    assertThat(json.get("incidentsOpened").asInt()).isEqualTo(1);
  }

  @Test
  void takesEventsFromAFileOfPeriods() throws IOException {
    Path events =
        Files.writeString(
            folder.resolve("events.csv"),
            """
            key,start,end,type,label
            p1,2026-03-01T10:01:40Z,2026-03-01T10:01:49Z,jump,1
            p1,2026-03-01T10:02:00Z,2026-03-01T10:02:05Z,nothing,0
            *,2026-03-01T10:01:05Z,2026-03-01T10:01:08Z,elsewhere,1
            """);
    PumpTable table = PumpTable.of("p1", 140, 100, 1);

    JsonNode json = run(table.writeWithoutLabels(folder.resolve("t.csv")), events).toJson();

    assertThat(json.get("events").asInt()).isEqualTo(1);
    assertThat(json.get("eventsDetected").asInt()).isEqualTo(1);
    assertThat(json.get("rocAuc").asDouble()).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          yesterday,2026-03-01T10:01:49Z,1            | start: 'yesterday' is not accepted; it must be
          2026-03-01T10:01:49Z,2026-03-01T10:01:40Z,1 | end: '2026-03-01T10:01:40Z' is not accepted; it must be at or after start
          2026-03-01T10:01:40Z,2026-03-01T10:01:49Z,true | label: 'true' is not accepted; it must be 0 or 1
          """)
  void namesLineAndValueOfAnUnusablePeriod(String cells, String refusal) throws IOException {
    Path events = folder.resolve("events.csv");
    Files.writeString(events, "key,start,end,label\np1," + cells + "\n");

    assertThatThrownBy(
            () -> run(PumpTable.of("p1", 80, 70, 1).write(folder.resolve("t.csv")), events))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("events.csv: line 2: " + refusal);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void cuttingTheFutureChangesNoLine(long seed) throws IOException {
    PumpTable whole = PumpTable.of("p1", 160, 100, seed).with(PumpTable.of("p2", 160, 90, -seed));
    List<String> expected = rawScores(whole);
    int cut = 130 + new Random(seed).nextInt(whole.rows().size() - 130);

    List<String> found = rawScores(whole.first(cut));

    assertThat(found).isEqualTo(expected.subList(0, cut + 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theLinesOfAKeyDoNotDependOnOtherKeys(long seed) throws IOException {
    PumpTable alone = PumpTable.of("p1", 160, 100, seed);
    PumpTable crowd = alone;
    for (int other = 2; other < 12; other++) {
      crowd = crowd.with(PumpTable.of("p" + other, 160, 60 + 7 * other, seed * 100 + other));
    }

    List<String> expected = rawScores(alone);
    List<String> found =
        rawScores(crowd).stream()
            .filter(line -> line.startsWith("timestamp") || line.contains(",p1,"))
            .toList();

    assertThat(found).isEqualTo(expected);
  }

  private List<String[]> scores(PumpTable table) throws IOException {
    rawScores(table);
    return lines();
  }

  private List<String[]> lines() throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("out/scores.csv"))) {
      lines.add(line.split(",", -1));
    }
    assertThat(lines.remove(0))
        .containsExactly(
            "timestamp",
            "key",
            "score",
            "pvalue",
            "evidence",
            "threshold",
            "open",
            "level",
            "average",
            "edge",
            "scale",
            "matters",
            "unwatched");
    return lines;
  }

  private List<String> rawScores(PumpTable table) throws IOException {
    Metrics metrics = run(table.write(folder.resolve("t.csv")), null);
    assertThat(metrics.hasLabels()).isTrue();
    return Files.readAllLines(folder.resolve("out/scores.csv"));
  }

  private Metrics run(Path table, @Nullable Path events) throws IOException {
    return Evaluation.run(
        PumpTable.definition(),
        PumpTable.model(folder),
        table,
        folder.resolve("out"),
        EvaluationOptions.of(PumpTable.definition(), events),
        EvaluationListener.SILENT);
  }
}
