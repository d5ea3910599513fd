package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureBaselineTest {
  private static final double LEVEL = 100;
  private static final double SCALE = 2;

  private final FeatureBaseline baseline =
      FeatureBaseline.of(
          List.of(
              new FeatureStatistics(
                  LEVEL, SCALE, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, true)),
          FleetFeatures.UNKNOWN,
          300);

  @Test
  void valuesAreCountedInScalesUpToTen() {
    assertThat(baseline.normalise(0, 100)).isZero();
    assertThat(baseline.normalise(0, 103)).isEqualTo(1.5f);
    assertThat(baseline.normalise(0, 88)).isEqualTo(-6f);
    assertThat(baseline.normalise(0, 1e300)).isEqualTo(FeatureBaseline.CLIP);
    assertThat(baseline.normalise(0, -1e300)).isEqualTo(-FeatureBaseline.CLIP);
    assertThat(baseline.normalise(0, Double.NaN)).isNaN();
  }

  @Test
  void aScoreLeadsBackToItsValue() {
    for (double value = 81; value < 120; value += 0.7) {
      assertThat(baseline.raw(0, baseline.normalise(0, value)))
          .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value - LEVEL))));
    }
  }
}
