package io.tidemark.export.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScalerTest {
  /** Windows of one tick: 0 to 100, a constant 7, a constant 0. */
  private static final WindowSet WINDOWS =
      new WindowSet(
          1, 3, IntStream.rangeClosed(0, 100).mapToObj(i -> new float[] {i, 7, 0}).toList());

  @Test
  void standardScalesByMeanAndDeviation() {
    Scaler scaler = Scaler.fit(Scaling.STANDARD, WINDOWS);

    assertThat(scaler.location()[0]).isEqualTo(50);
    assertThat(scaler.scale()[0]).isCloseTo(29.155f, within(0.001f));
  }

  @Test
  void minMaxScalesTheRangeToOneEitherSide() {
    WindowSet scaled = Scaler.fit(Scaling.MIN_MAX, WINDOWS).apply(WINDOWS);

    assertThat(scaled.values().get(0)[0]).isEqualTo(-1);
    assertThat(scaled.values().get(100)[0]).isEqualTo(1);
  }

  @Test
  void robustIgnoresTheTails() {
    Scaler scaler = Scaler.fit(Scaling.ROBUST, WINDOWS);

    assertThat(scaler.location()[0]).isEqualTo(50);
    assertThat(scaler.scale()[0]).isCloseTo(50 / 1.349f, within(0.001f));
  }

  @Test
  void givesConstantChannelsAFloor() {
    Scaler scaler = Scaler.fit(Scaling.STANDARD, WINDOWS);

    assertThat(scaler.scale()[1]).isCloseTo(0.14f, within(1e-6f));
    assertThat(scaler.scale()[2]).isEqualTo(1);
  }

  @Test
  void clipsWildValues() {
    Scaler scaler = Scaler.fit(Scaling.STANDARD, WINDOWS);
    WindowSet wild = new WindowSet(1, 3, List.of(new float[] {1e9f, 7, -1e9f}));

    assertThat(scaler.apply(wild).values().get(0)).containsExactly(10, 0, -10);
  }
}
