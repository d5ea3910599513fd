package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.KeyedWindows;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three devices that count octets for 15 minutes: {@code wrap32} passes 2^32 and {@code zeroonce}
 * reads 0 once, both at second 600; nothing is wrong with {@code smooth}.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
class CounterCaseTest {
  private static final int FAULT = 750;

  private static final DetectorDefinition DEFINITION =
      DefinitionReader.parse(
          """
          name: counters
          events: {topic: counters, type: SensorEvent, key: deviceId}
          features:
            - {name: octets, from: readings.octets, aggregate: rate, unit: B/s}
            - {name: vibration, from: readings.vibration}
            - {name: temp, from: readings.temp}
          window: {tick: 1s, length: 20, lateness: 5s, maxGap: 10}
          baseline: {per: key, warmup: 300}
          model: {path: counters.onnx, provider: cpu}
          """,
          Path.of("."));

  @TempDir private static Path folder;

  private static List<String> lines;
  private static Path model;

  @BeforeAll
  static void trainOnTheSmoothCounter() throws IOException {
    lines = readLines();
    model = folder.resolve("counters.onnx");
    Path smooth = folder.resolve("smooth.csv");
    Files.write(smooth, lines.stream().filter(line -> !line.matches(".*,(wrap|zero).*")).toList());
    TrainingWindows windows = new TrainingWindows(DEFINITION);
    KeyedWindows cutter =
        new KeyedWindows(DEFINITION, window -> windows.add(window, RowSelection.ALL), late -> {});
    try (TableSource table = TableSource.open(DEFINITION, smooth, false)) {
      table.forEach((observation, labelled) -> cutter.add(observation));
    }
    cutter.finish();
    new ModelTrainer(
            DEFINITION,
            TrainingOptions.builder().hidden(8).epochs(5).build(),
            TrainingListener.SILENT)
        .train(windows, model);
  }

  @Test
  void aWrapAndAZeroReadOnceRaiseNoAlert() throws IOException {
    Metrics metrics = evaluate(lines);

    assertThat(metrics.incidents()).isEmpty();
    assertThat(Files.readString(folder.resolve("out/scores.csv")))
        .contains("smooth", "wrap32", "zeroonce");
  }

  /** The counters go on from where they were, at another pace for a minute. */
  @ParameterizedTest
  @ValueSource(ints = {10_000, 3_000, -5_000})
  void aFaultOfTheRateIsFoundInAll(int more) throws IOException {
    Metrics metrics = evaluate(faulty(more));

    assertThat(metrics.incidents())
        .extracting(IncidentRecord::key)
        .containsExactlyInAnyOrder("smooth", "wrap32", "zeroonce");
    assertThat(metrics.incidents())
        .allSatisfy(
            incident -> assertThat(incident.features().get(0).getFeature()).isEqualTo("octets"));
  }

  @Test
  void resetsAndStepsBackRaiseNoAlert() throws IOException {
    List<String> disturbed = new ArrayList<>();
    Map<String, Integer> seconds = new HashMap<>();
    Map<String, Long> zero = new HashMap<>();
    for (String line : lines) {
      String[] cells = line.split(",", -1);
      int second = seconds.merge(cells[1], 1, Integer::sum) - 1;
      if (cells[1].equals("smooth")) {
        long octets = Long.parseLong(cells[2]);
        if (second == 400 || second == 700) {
          zero.put(cells[1], octets - 3_000);
        }
        octets -= zero.getOrDefault(cells[1], 0L);
        octets -= second == 500 ? 12_000 : 0; // falls by about 2,000
        cells[2] = Long.toString(octets);
      }
      disturbed.add(String.join(",", cells));
    }

    assertThat(evaluate(disturbed).incidents()).isEmpty();
  }

  private List<String> faulty(int more) {
    List<String> faulty = new ArrayList<>();
    Map<String, Integer> seconds = new HashMap<>();
    for (String line : lines) {
      String[] cells = line.split(",", -1);
      int second = seconds.merge(cells[1], 1, Integer::sum) - 1;
      int faultySeconds = Math.max(0, Math.min(60, second - FAULT));
      if (faultySeconds > 0) {
        cells[2] = Long.toString(Long.parseLong(cells[2]) + (long) more * faultySeconds);
      }
      faulty.add(String.join(",", cells));
    }
    return faulty;
  }

  private Metrics evaluate(List<String> table) throws IOException {
    Path file = Files.write(folder.resolve("table.csv"), table);
    return Evaluation.run(
        DEFINITION,
        model,
        file,
        folder.resolve("out"),
        EvaluationOptions.of(DEFINITION, null),
        EvaluationListener.SILENT);
  }

  private static List<String> readLines() throws IOException {
    var stream =
        Objects.requireNonNull(CounterCaseTest.class.getResourceAsStream("counters.csv.gz"));
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
