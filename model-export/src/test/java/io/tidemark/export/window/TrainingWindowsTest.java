package io.tidemark.export.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingWindowsTest {
  private static final DetectorDefinition DEFINITION =
      DefinitionReader.parse(
          """
          name: one
          events: {topic: one, type: SensorEvent, key: deviceId}
          features: [{name: level, from: readings.level}]
          window: {tick: 1s, length: 3, stride: 1, lateness: 0s, maxGap: 3}
          baseline: {per: key, warmup: 10}
          model: {path: one.onnx, provider: cpu}
          """,
          Path.of("."));

  @Test
  void validatesOnTheLatestWindowsOfEachKeyAndDropsThoseAtTheSeam() {
    TrainingWindows windows = collect();
    for (int second = 0; second < 20; second++) {
      windows.add(window("b", second, Window.Phase.LIVE), RowSelection.ALL);
      windows.add(window("a", 100 + second, Window.Phase.LIVE), RowSelection.ALL);
    }

    WindowSplit split = windows.split(0.2);

    assertThat(lastTicks(split.validation()))
        .containsExactly(116f, 117f, 118f, 119f, 16f, 17f, 18f, 19f);
    assertThat(lastTicks(split.training()))
        .hasSize(2 * 14)
        .contains(113f, 13f)
        .doesNotContain(114f, 14f);
  }

  @Test
  void takesOnlyTheWarmUpWhenAskedTo() {
    TrainingWindows windows = collect();
    windows.add(window("a", 3, Window.Phase.CALIBRATION), RowSelection.CALIBRATION);
    windows.add(window("a", 4, Window.Phase.LIVE), RowSelection.CALIBRATION);

    assertThat(windows.size()).isEqualTo(1);
  }

  @Test
  void digestsKeysTimesAndValues() {
    TrainingWindows first = collect();
    TrainingWindows same = collect();
    TrainingWindows other = collect();
    first.add(window("a", 3, Window.Phase.LIVE), RowSelection.ALL);
    same.add(window("a", 3, Window.Phase.LIVE), RowSelection.ALL);
    other.add(window("b", 3, Window.Phase.LIVE), RowSelection.ALL);

    assertThat(first.digest()).isEqualTo(same.digest()).isNotEqualTo(other.digest()).hasSize(64);
  }

  private static TrainingWindows collect() {
    return new TrainingWindows(DEFINITION);
  }

  /** The window whose last tick is this second. */
  private static Window window(String key, int second, Window.Phase phase) {
    float[] values = {second - 2, second - 1, second};
    long end = (second + 1) * 1000L;
    return new Window(
        "one", key, phase, end - 3000, end, values, new double[] {second}, null, 0, List.of());
  }

  private static List<Float> lastTicks(WindowSet windows) {
    return windows.values().stream().map(values -> values[2]).toList();
  }
}
