package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Two readings a tick, a gap of two ticks. */
class MissingReadingsTest {
  private static final float NONE = Float.NaN;

  private static final FleetFeatures TOGETHER =
      FleetFeatures.UNKNOWN.withCovariance(List.of(1.0, 0.95, 1.0));

  @Test
  void aReadingKeepsItsValueForMaxGapTicksAndIsNormalThen() {
    float[] window = {0, 2, 0, NONE, 0, NONE, 0, NONE};

    new MissingReadings(2, 2, FleetFeatures.UNKNOWN).fill(window);

    assertThat(window).containsExactly(0, 2, 0, 2, 0, 2, 0, 0);
  }

  @Test
  void aReadingThatGoesWithAnotherFollowsIt() {
    float[] window = {1, 1, 2, NONE, 3, NONE, -3, NONE, -3, NONE};

    new MissingReadings(2, 2, TOGETHER).fill(window);

    float weight = 0.95f / 1.1f;
    assertThat(window[3]).isCloseTo(2 * weight + (1 - weight), within(1e-5f));
    assertThat(window[5]).isCloseTo(3 * weight + (1 - weight), within(1e-5f));
    assertThat(window[7]).isCloseTo(-3 * weight, within(1e-5f));
  }

  @Test
  void withoutAnyReadingAllAreNormal() {
    float[] window = {NONE, NONE, NONE, NONE};

    new MissingReadings(2, 2, TOGETHER).fill(window);

    assertThat(window).containsOnly(0);
  }
}
