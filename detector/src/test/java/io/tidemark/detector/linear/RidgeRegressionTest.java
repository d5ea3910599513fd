package io.tidemark.detector.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {
  @Test
  void findsALinearFunctionAndItsConstant() {
    RidgeRegression fit = new RidgeRegression(2, 1);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      float[] input = {(float) random.nextGaussian(), (float) random.nextGaussian()};
      fit.add(input, new float[] {9, 3 * input[0] - 2 * input[1] + 5}, 1);
    }
    double[][] weights = fit.solve();
    assertThat(weights[0][0]).isCloseTo(3, within(0.01));
    assertThat(weights[1][0]).isCloseTo(-2, within(0.01));
    assertThat(weights[2][0]).isCloseTo(5, within(0.01));
  }

  @Test
  void withoutSamplesOrWithInputsThatNeverMoveItExpectsNothingWild() {
    assertThat(new RidgeRegression(2, 1).solve()).isEqualTo(new double[3][1]);
    RidgeRegression still = new RidgeRegression(2, 1);
    for (int i = 0; i < 10; i++) {
      still.add(new float[] {1, 1}, new float[] {4}, 0);
    }
    double[][] weights = still.solve();
    assertThat(weights[0][0] + weights[1][0] + weights[2][0]).isCloseTo(4, within(0.01));
    assertThat(weights[0][0]).isCloseTo(weights[1][0], within(1e-6));
  }
}
