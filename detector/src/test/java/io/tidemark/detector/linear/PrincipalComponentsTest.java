package io.tidemark.detector.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  @Test
  void theCovarianceIsTheMeanOfOuterProducts() {
    Covariance covariance = new Covariance(2);
    covariance.add(new double[] {1, 2});
    covariance.add(new double[] {3, -4});
    assertThat(covariance.packed()).containsExactly(5, -5, 10);
    assertThat(covariance.mean().data).containsExactly(5, -5, -5, 10);
    assertThat(Covariance.of(covariance.packed(), 2).data).containsExactly(5, -5, -5, 10);
  }

  @Test
  void theFleetWeighsAsMuchAsSoManyVectors() {
    Covariance covariance = new Covariance(2);
    covariance.add(new double[] {1, 2});
    covariance.add(new double[] {3, -4});
    DMatrixRMaj drawn = covariance.drawnTowards(Covariance.ball(2), 2);
    assertThat(drawn.data).containsExactly(3, -2.5, -2.5, 5.5);
    assertThat(new Covariance(2).packed()).containsExactly(0, 0, 0);
  }

  @Test
  void theDirectionsInWhichMostVariesComeFirst() {
    // 9 along (3, 4, 0) / 5, 4 along (0, 0, 1), 1 along (4, -3, 0) / 5
    DMatrixRMaj covariance =
        new DMatrixRMaj(
            new double[][] {
              {9 * .36 + .64, 9 * .48 - .48, 0}, {9 * .48 - .48, 9 * .64 + .36, 0}, {0, 0, 4}
            });
    PrincipalComponents found = PrincipalComponents.of(covariance.copy(), 0.9);
    assertThat(found.count()).isEqualTo(2);
    float[] first = found.directions(0, 1);
    assertThat(Math.abs(first[0] * .6 + first[1] * .8)).isCloseTo(1, within(1e-6));
    float[] others = found.directions(1, 3);
    assertThat(Math.abs(others[2])).isCloseTo(1, within(1e-6f));
    assertThat(Math.abs(others[3] * .8 - others[4] * .6)).isCloseTo(1, within(1e-6));
    assertThat(PrincipalComponents.of(covariance.copy(), 0.6).count()).isEqualTo(1);
    assertThat(PrincipalComponents.of(covariance.copy(), 0.99).count()).isEqualTo(2);
    assertThat(PrincipalComponents.of(covariance.copy(), 1).count()).isEqualTo(3);
  }
}
