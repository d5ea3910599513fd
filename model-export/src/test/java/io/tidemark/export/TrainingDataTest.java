package io.tidemark.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Mixing;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TableSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.window.InputProfile;
import io.tidemark.export.window.RowSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingDataTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Mixing.class,
      names = {"BY_KEY", "SHUFFLED"})
  void aTableInAnotherOrderOfItsKeysTrainsTheSameModel(Mixing mixing) throws IOException {
    List<String> byTime = new ArrayList<>();
    for (int second = 0; second < 150; second++) {
      for (int key = 0; key < 3; key++) {
        if ((second + key) % 50 < 44) { // gaps
          byTime.add(row("k" + key, 7L * key + second, key + Math.sin(second / 3.0 + key), second));
        }
      }
    }
    byTime.sort(null);

    Path expected = train(write(byTime));
    Path found = train(write(mixing.of(byTime, row -> row.split(",")[1])));

    assertThat(found).hasSameBinaryContentAs(expected);
  }

  @Test
  void countsTheRowsThatComeTooLateForTheirKeyAndLeavesThemOut() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int second = 0; second < 30; second++) {
      rows.add(row("a", second, second % 5, second));
      rows.add(row("b", 86_400 + second, second % 7, second));
    }
    TrainingData training = new TrainingData(definition(), false);
    assertThat(read(training, rows).late()).isZero();
    String digest = training.windows().digest();
    rows.add(20, row("b", 86_400 + 2, 99, 0));

    training = new TrainingData(definition(), false);
    InputProfile profile = read(training, rows);

    assertThat(training.windows().digest()).isEqualTo(digest);
    assertThat(profile.late()).isEqualTo(1);
    assertThat(profile.lateWords())
        .isEqualTo(
            "1 of 61 events came too late for their tick: they are behind the newest event of their"
                + " key by more than window.lateness, 1s, such as the one of b at"
                + " 2026-01-02T00:00:02Z");
  }

  @Test
  void saysWhyATableGaveNoWindow() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(row("a", 10L * i, i % 5, i));
    }
    TrainingData training = new TrainingData(definition(), false);

    read(training, rows);

    assertThatThrownBy(() -> training.windows().split(0.2))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "data: 0 windows of 4 ticks came of it (0 for training, 0 for validation), too few for"
                + " a model; "
                + folder.resolve("table.csv")
                + " gave no window: a key's events come 10s apart (median), and a window starts over"
                + " when more than window.maxGap, 3 ticks of 1s, pass without one; set window.tick"
                + " to 10s or more");
  }

  private static String row(String key, long second, double level, double flow) {
    return "%s,%s,%.4f,%.1f".formatted(START.plusSeconds(second), key, level, flow);
  }

  private Path write(List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("timestamp,key,level,flow"));
    lines.addAll(rows);
    return Files.write(folder.resolve("table.csv"), lines);
  }

  private InputProfile read(TrainingData training, List<String> rows) throws IOException {
    try (EventSource source = TableSource.open(definition(), write(rows), false)) {
      return training.read(source, RowSelection.ALL);
    }
  }

  private Path train(Path table) throws IOException {
    TrainingData training = new TrainingData(definition(), false);
    try (EventSource source = TableSource.open(definition(), table, false)) {
      training.read(source, RowSelection.ALL);
    }
    assertThat(training.windows().size()).isGreaterThan(200);
    Path model = Files.createTempFile(folder, "model", ".onnx");
    new ModelTrainer(
            definition(),
            Waves.quick().build(),
            TrainingListener.SILENT,
            Clock.fixed(START, ZoneOffset.UTC))
        .train(training.windows(), model);
    return model;
  }

  private static DetectorDefinition definition() {
    return DefinitionReader.parse(
        """
        name: tanks
        events: {topic: tanks, type: SensorEvent, key: deviceId}
        features:
          - {name: level, from: readings.level}
          - {name: flow, from: readings.flow}
        window: {tick: 1s, length: 4, lateness: 1s, maxGap: 3}
        baseline: {per: key, warmup: 20}
        model: {path: tanks.onnx, provider: cpu}
        """,
        Path.of("."));
  }
}
