package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureStatisticsTest {
  @Test
  void cleanValuesTeachTheirMeanAndStandardDeviation() {
    double[] values = normal(300, 1);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();

    FeatureStatistics found = FeatureStatistics.of(values, 0);

    assertThat(found.location()).isCloseTo(mean, within(1e-9));
    assertThat(found.scale()).isCloseTo(Math.sqrt(variance), within(1e-9));
    assertThat(found.accepts(1e300)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {30, -9999, 1e6, 1e38, -1e308})
  void aGlitchOfAnySizeTeachesNothing(double glitch) {
    double[] values = normal(300, 2);
    FeatureStatistics clean = FeatureStatistics.of(values, 0);
    values[17] = glitch;

    FeatureStatistics found = FeatureStatistics.of(values, 0);

    assertThat(found.accepts(glitch)).isFalse();
    assertThat(found.location()).isCloseTo(clean.location(), within(0.01));
    assertThat(found.scale()).isCloseTo(clean.scale(), within(0.01));
  }

  @Test
  void aFaultOfAFifthTeachesNothing() {
    double[] values = normal(300, 3);
    FeatureStatistics clean = FeatureStatistics.of(values, 0);
    for (int i = 100; i < 160; i++) {
      values[i] += 5;
    }

    FeatureStatistics found = FeatureStatistics.of(values, 0);

    assertThat(found.scale()).isCloseTo(clean.scale(), within(0.1));
    assertThat(found.doubtful()).isFalse();
  }

  @Test
  void burstsThatComeBackAreHowTheFeatureBehaves() {
    double[] values = normal(300, 4);
    for (int i = 20; i < 300; i += 40) {
      values[i] = 60 + i / 100.0;
    }

    assertThat(FeatureStatistics.of(values, 0).accepts(60)).isTrue();
    assertThat(FeatureStatistics.of(values, 0).scale()).isGreaterThan(5);
  }

  @Test
  void burstsFarBeyondTheUsualSpreadCountWhereTheyAreOfAllSizes() {
    double[] values = normal(300, 6);
    for (int i = 10; i < 300; i += 20) {
      values[i] = 10 + Math.pow(10, 1 + i / 60.0);
    }

    FeatureStatistics found = FeatureStatistics.of(values, 0);

    assertThat(found.accepts(1e5)).isTrue();
    assertThat(found.scale()).isGreaterThan(1e3);
  }

  @Test
  void glitchesOfAboutTheSameSizeTeachNothingHoweverOftenTheyCome() {
    double[] values = normal(300, 7);
    for (int i = 10; i < 300; i += 20) {
      values[i] = 1e6 * (1 + i / 300.0);
    }

    FeatureStatistics found = FeatureStatistics.of(values, 0);

    assertThat(found.accepts(1e6)).isFalse();
    assertThat(found.scale()).isCloseTo(0.6, within(0.1));
  }

  @Test
  void whatIsMostlyStillAndMovesNowAndThenIsNotOfScaleZero() {
    double[] values = new double[300];
    for (int i = 10; i < 300; i += 30) {
      values[i] = 4;
    }

    assertThat(FeatureStatistics.of(values, 0).scale()).isGreaterThan(0.5);
  }

  @Test
  void halfAStepIsTheLeastScale() {
    double[] values = new double[300];
    Arrays.fill(values, 20);
    values[40] = 21;
    values[90] = 21;
    values[150] = 21;
    values[220] = 21;
    values[280] = 21;

    assertThat(FeatureStatistics.of(values, 0).scale()).isEqualTo(0.5);
  }

  @Test
  void aLevelThatChangedHalfWayIsInDoubt() {
    double[] values = normal(300, 5);
    for (int i = 180; i < 300; i++) {
      values[i] += 50;
    }

    assertThat(FeatureStatistics.of(values, 0).doubtful()).isTrue();
  }

  @Test
  void whatTheFleetDoesIsNotWrong() {
    double[] values = new double[300];
    Arrays.fill(values, 20);
    Arrays.fill(values, 100, 140, 24);

    assertThat(FeatureStatistics.of(values, 0).accepts(24)).isFalse();
    assertThat(FeatureStatistics.of(values, 2).accepts(24)).isTrue();
  }

  private static double[] normal(int count, int seed) {
    Random random = new Random(seed);
    double[] values = new double[count];
    Arrays.setAll(values, i -> 10 + 0.6 * random.nextGaussian());
    return values;
  }
}
