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
                  LEVEL, SCALE, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false)),
          FleetFeatures.UNKNOWN,
          300);

  @Test
  void valuesInTheNormalRangeAreCountedInScales() {
    assertThat(baseline.normalise(0, 100)).isZero();
    assertThat(baseline.normalise(0, 103)).isEqualTo(1.5f);
    assertThat(baseline.normalise(0, 94)).isEqualTo(-3f);
  }

  @Test
  void whatLiesBeyondCountsByItsLogarithm() {
    double before = 3;
    for (double scales = 4; scales < 900; scales *= 1.5) {
      double score = baseline.normalise(0, LEVEL + scales * SCALE);
      assertThat(score).isBetween(before, 3 + Math.log(scales));
      assertThat(baseline.normalise(0, LEVEL - scales * SCALE)).isEqualTo((float) -score);
      before = score;
    }
    assertThat(baseline.normalise(0, 1e300)).isEqualTo(FeatureBaseline.CLIP);
    assertThat(baseline.normalise(0, -1e300)).isEqualTo(-FeatureBaseline.CLIP);
    assertThat(baseline.normalise(0, Double.NaN)).isNaN();
  }

  @Test
  void aScoreLeadsBackToItsValue() {
    for (double value = -1500; value < 1500; value += 7) {
      assertThat(baseline.raw(0, baseline.normalise(0, value)))
          .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value - LEVEL))));
    }
  }
}
