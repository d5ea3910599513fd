package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.WarmUpReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seven machines with three readings a second for 15 minutes. Of each, current is 4 A too high for
 * a minute from second 600 on; most have something wrong with their readings before.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
class ReadingsCaseTest {
  private static final CaseTable READINGS = CaseTable.read("readings.csv.gz");
  private static final Instant FAULT = Instant.parse("2026-03-02T08:10:00Z");

  private static final DetectorDefinition DEFINITION = definition("");

  @TempDir private static Path folder;

  private static Path model;

  private static DetectorDefinition definition(String more) {
    return DefinitionReader.parse(
        """
        name: mill
        events: {topic: mill-events, type: SensorEvent, key: deviceId}
        features:
          - {name: current, from: readings.current, unit: A}
          - {name: vibration, from: readings.vibration, unit: mm/s}
          - {name: temp, from: readings.temp, unit: °C}
        window: {tick: 1s, length: 20, lateness: 5s, maxGap: 10}
        baseline: {per: key, warmup: 300}
        model: {path: mill.onnx, provider: cpu}
        """
            + more,
        Path.of("."));
  }

  @BeforeAll
  static void copyModel() throws IOException {
    model = folder.resolve("mill.onnx");
    try (var stream = ReadingsCaseTest.class.getResourceAsStream("mill.onnx")) {
      Files.write(model, Objects.requireNonNull(stream).readAllBytes());
    }
  }

  @Test
  void theFaultIsFoundInAllAndWarmUpsThatWereCleanedSaySo() {
    Metrics metrics = READINGS.evaluate(definition(""), model, folder);

    assertThat(metrics.events().detected()).isEqualTo(7);
    assertThat(metrics.warmUps())
        .filteredOn(report -> report.outcome() == WarmUpReport.Outcome.CLEANED)
        .extracting(WarmUpReport::key)
        .containsExactlyInAnyOrder("g30", "g100", "g-9999", "fault-in-warmup");
    assertThat(metrics.warmUps()).hasSize(4);
    assertThat(metrics.warmUps())
        .filteredOn(report -> report.key().equals("g-9999"))
        .singleElement()
        .asString()
        .startsWith("warm-up of g-9999: left out current at 2026-03-02T08:0");
  }

  @Test
  void aDeadReadingIsNoPartOfAnExplanation() {
    Metrics metrics = READINGS.evaluate(DEFINITION, model, folder);

    assertThat(metrics.incidents())
        .filteredOn(incident -> incident.key().equals("vib-dies"))
        .isNotEmpty()
        .allSatisfy(
            incident ->
                assertThat(incident.features())
                    .extracting(feature -> feature.getFeature())
                    .containsExactlyInAnyOrder("current", "temp"));
    assertThat(metrics.keysUnwatched()).isEmpty();
  }

  /** Up to ten readings of the warm-up are wrong, of any size. */
  @Test
  void noGlitchInTheWarmUpHidesTheFault() {
    Random random = new Random(7);
    CaseTable table = READINGS.empty();
    for (int key = 0; key < 40; key++) {
      Map<Integer, String> glitches =
          random
              .ints(1 + random.nextInt(10), 0, 900)
              .boxed()
              .collect(Collectors.toMap(at -> at, at -> glitch(random), (one, other) -> one));
      table.with(
          "k" + key,
          READINGS,
          "clean",
          (row, column, cell) -> row < 300 ? glitches.getOrDefault(3 * row + column, cell) : cell);
    }

    assertFound(table.evaluate(DEFINITION, model, folder), 40);
  }

  private static String glitch(Random random) {
    double size = Math.pow(10, 1.5 + random.nextDouble() * 306.5);
    return String.valueOf(random.nextBoolean() ? size : -size);
  }

  @Test
  void aFaultThatFillsATenthOfTheWarmUpHidesNoLaterOne() {
    Random random = new Random(8);
    CaseTable table = READINGS.empty();
    for (int key = 0; key < 30; key++) {
      int from = random.nextInt(270);
      double shift = (random.nextBoolean() ? 1 : -1) * Math.pow(10, 0.5 + 5 * random.nextDouble());
      table.with(
          "k" + key,
          READINGS,
          "clean",
          (row, column, cell) ->
              column == 0 && row >= from && row < from + 30
                  ? String.valueOf(Double.parseDouble(cell) + shift)
                  : cell);
    }

    assertFound(table.evaluate(DEFINITION, model, folder), 30);
  }

  /** Readings other than current die, never come, or come and go. */
  @Test
  void aMissingReadingTakesNothingElseOutOfWatch() {
    Random random = new Random(9);
    CaseTable table = READINGS.empty();
    for (int key = 0; key < 30; key++) {
      int missing = 1 + random.nextInt(2);
      int from = random.nextInt(500);
      int on = 1 + random.nextInt(40);
      int off = key % 3 == 0 ? 1000 : 1 + random.nextInt(60);
      table.with(
          "k" + key,
          READINGS,
          "clean",
          (row, column, cell) ->
              column == missing && row >= from && (row - from) % (on + off) >= on ? "" : cell);
    }
    table.with("never", READINGS, "clean", (row, column, cell) -> column == 1 ? "" : cell);

    Metrics metrics = table.evaluate(DEFINITION, model, folder);

    assertThat(metrics.keysUnwatched()).isEmpty();
    assertFound(metrics, 31);
  }

  @Test
  void theUnitAndItsZeroDoNotMatter() {
    Random random = new Random(10);
    CaseTable table = READINGS.empty().with("same", READINGS, "clean", (row, column, cell) -> cell);
    for (int key = 0; key < 30; key++) {
      double factor = Math.pow(10, -6 + 12 * random.nextDouble());
      double offset =
          factor * (random.nextBoolean() ? 1 : -1) * Math.pow(10, 7 * random.nextDouble());
      table.with(
          "k" + key,
          READINGS,
          "clean",
          (row, column, cell) -> String.valueOf(factor * Double.parseDouble(cell) + offset));
    }

    Metrics metrics = table.evaluate(DEFINITION, model, folder);

    assertFound(metrics, 31);
    Map<String, List<Double>> scores = CaseTable.scores(folder);
    List<Double> expected = Objects.requireNonNull(scores.remove("same"));
    assertThat(scores).hasSize(30);
    scores.forEach(
        (key, found) -> {
          assertThat(found).hasSameSizeAs(expected);
          for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i))
                .as("%s, window %d", key, i)
                .isCloseTo(expected.get(i), within(1e-3 * Math.max(1, expected.get(i))));
          }
        });
  }

  /** A reading that came to life after the warm-up is learned while the others stay watched. */
  @Test
  void aReadingThatComesLaterIsLearned() {
    CaseTable table =
        READINGS
            .empty()
            .with(
                "late",
                READINGS,
                "clean",
                (row, column, cell) -> {
                  if (column != 1) {
                    return row >= 600 && row < 660 && column == 0 ? "10.1" : cell;
                  }
                  return row < 320 ? "" : row >= 780 && row < 840 ? "9" : cell;
                });

    Metrics metrics = table.evaluate(DEFINITION, model, folder);
    assertThat(metrics.keysUnwatched()).isEmpty();
    assertThat(metrics.incidents())
        .filteredOn(incident -> !incident.openedAt().isBefore(FAULT.plusSeconds(180)))
        .first()
        .satisfies(
            incident -> {
              assertThat(incident.openedAt()).isBefore(FAULT.plusSeconds(190));
              assertThat(incident.features().get(0).getFeature()).isEqualTo("vibration");
            });
  }

  private static void assertFound(Metrics metrics, int keys) {
    assertThat(metrics.incidents())
        .filteredOn(incident -> !incident.openedAt().isBefore(FAULT))
        .filteredOn(incident -> incident.openedAt().isBefore(FAULT.plusSeconds(10)))
        .extracting(IncidentRecord::key)
        .doesNotHaveDuplicates()
        .hasSize(keys);
  }
}
