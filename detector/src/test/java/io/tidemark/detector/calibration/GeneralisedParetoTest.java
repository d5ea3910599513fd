package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneralisedParetoTest {

  @Test
  void withoutAShapeItIsExponential() {
    GeneralisedPareto exponential = new GeneralisedPareto(0, 3);
    assertThat(exponential.excess(1)).isZero();
    assertThat(exponential.excess(Math.exp(-2))).isCloseTo(6, within(1e-12));
    // What is next to no shape is next to the exponential one.
    assertThat(new GeneralisedPareto(1e-7, 3).excess(1e-4))
        .isCloseTo(exponential.excess(1e-4), within(1e-4));
  }

  @Test
  void aLightTailEndsAndAHeavyOneDoesNot() {
    assertThat(new GeneralisedPareto(-0.5, 3).excess(1e-12)).isCloseTo(6, within(1e-5));
    GeneralisedPareto heavy = new GeneralisedPareto(0.5, 3);
    // P(X > x) = (1 + x / 6)^-2
    assertThat(heavy.excess(0.25)).isCloseTo(6, within(1e-12));
    assertThat(heavy.excess(0.01)).isCloseTo(54, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"-0.4, 1", "-0.2, 1", "0, 1", "0.2, 1", "0.4, 1", "0.2, 1e-3", "-0.2, 1e3"})
  void noneNearbyIsMoreLikely(double shape, double scale) {
    for (int seed = 0; seed < 20; seed++) {
      double[] excesses = drawn(shape, scale, seed == 0 ? 10_000 : 200, seed);
      GeneralisedPareto found = GeneralisedPareto.fit(excesses);
      if (found == null) {
        continue; // so few may look wilder than a tail is
      }
      double most = logLikelihood(found.shape(), found.scale(), excesses);
      for (double step : new double[] {-0.1, -0.01, -0.001, 0, 0.001, 0.01, 0.1}) {
        for (double factor : new double[] {0.9, 0.99, 0.999, 1, 1.001, 1.01, 1.1}) {
          assertThat(logLikelihood(found.shape() + step, found.scale() * factor, excesses))
              .as("seed %d, shape %+f, scale * %f from %s", seed, step, factor, found)
              .isLessThanOrEqualTo(most + 1e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0, 0.3})
  void aUnitChangesTheScaleAndNothingElse(double shape) {
    double[] excesses = drawn(shape, 1, 500, 4);
    GeneralisedPareto found = Objects.requireNonNull(GeneralisedPareto.fit(excesses));
    for (double unit : new double[] {1e-3, 1e3}) {
      double[] others = Arrays.stream(excesses).map(excess -> unit * excess).toArray();
      GeneralisedPareto other = Objects.requireNonNull(GeneralisedPareto.fit(others));
      assertThat(other.shape()).isCloseTo(found.shape(), within(1e-4));
      assertThat(other.scale() / unit).isCloseTo(found.scale(), within(1e-3));
    }
  }

  @Test
  void tenExcessesAreEnough() {
    double[] ten = drawn(0, 2, 10, 1);
    assertThat(GeneralisedPareto.fit(ten)).isNotNull();
    assertThat(GeneralisedPareto.fit(Arrays.copyOf(ten, 9))).isNull();
    assertThat(GeneralisedPareto.fit(new double[0])).isNull();
  }

  @Test
  void excessesThatDifferByRoundingAloneSayNothingWhateverTheirSize() {
    for (double size : new double[] {1, 1e3, 1e6}) {
      double[] excesses = new double[50];
      Arrays.setAll(excesses, i -> size * (1 + 1e-12 * i));
      assertThat(GeneralisedPareto.fit(excesses)).isNull();
    }
  }

  private static double[] drawn(double shape, double scale, int count, long seed) {
    GeneralisedPareto truth = new GeneralisedPareto(shape, scale);
    Random random = new Random(seed);
    double[] excesses = new double[count];
    Arrays.setAll(excesses, i -> truth.excess(1 - random.nextDouble()));
    return excesses;
  }

  /** Of the density {@code (1 + shape x / scale)^(-1 / shape - 1) / scale}; 0 beyond its end. */
  private static double logLikelihood(double shape, double scale, double[] excesses) {
    double sum = 0;
    for (double excess : excesses) {
      double base = 1 + shape * excess / scale;
      if (base <= 0) {
        return Double.NEGATIVE_INFINITY;
      }
      double density =
          Math.abs(shape) < 1e-9
              ? Math.exp(-excess / scale) / scale
              : Math.pow(base, -1 / shape - 1) / scale;
      sum += Math.log(density);
    }
    return sum;
  }
}
