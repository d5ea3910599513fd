package io.tidemark.export.carried;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Window;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeySequenceTest {
  private static final int LENGTH = 3;

  private static final DetectorDefinition DEFINITION =
      DefinitionReader.parse(
          """
          name: counts
          events: {topic: counts, type: SensorEvent, key: deviceId}
          features: [{name: count, from: readings.count}]
          window: {tick: 1s, length: 3, stride: 1, lateness: 0s, maxGap: 3}
          baseline: {per: key, warmup: 100}
          model: {path: counts.onnx, provider: cpu}
          """,
          Path.of("."));

  /** The value of each tick is its number. */
  private static List<KeySequence> of(boolean priming, int... lastTicks) {
    return KeySequence.of(
        Arrays.stream(lastTicks).mapToObj(KeySequenceTest::window).toList(), DEFINITION, priming);
  }

  private static Window window(int last) {
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = last - LENGTH + 1 + i;
    }
    return new Window(
        "counts",
        "a",
        Window.Phase.CALIBRATION,
        (last + 1L - LENGTH) * 1000,
        (last + 1L) * 1000,
        values,
        new double[] {last},
        null,
        0,
        List.of());
  }

  @Test
  void takesTheFirstWindowWholeAndOfEachNextOneWhatIsNew() {
    List<KeySequence> all = of(false, 2, 3, 5, 6);

    assertThat(all).hasSize(1);
    assertThat(all.get(0).ticks().values()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(all.get(0).ends()).containsExactly(2, 3, 5, 6);
    assertThat(all.get(0).ticks().judgedFrom()).isZero();
  }

  @Test
  void beginsAnotherSequenceWhereNothingOfTheWindowBeforeIsLeft() {
    List<KeySequence> all = of(true, 2, 5, 9, 8);

    assertThat(all)
        .extracting(sequence -> sequence.ticks().values())
        .containsExactly(
            new float[] {0, 1, 2},
            new float[] {3, 4, 5},
            new float[] {7, 8, 9},
            new float[] {6, 7, 8});
    assertThat(all).allMatch(sequence -> sequence.ends().equals(List.of(2)));
    assertThat(all).allMatch(sequence -> sequence.ticks().judgedFrom() == 2);
  }

  @Test
  void isEmptyWithoutWindows() {
    assertThat(of(false)).isEmpty();
  }
}
