package io.tidemark.export.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WhiteningTest {
  private static final int WINDOWS = 1500;

  @Test
  void makesErrorsOfNormalDataUncorrelatedAndOfUnitVariance() {
    Random random = new Random(5);
    List<float[]> errors = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      double common = random.nextGaussian();
      errors.add(
          new float[] {
            (float) (3 + common + 0.3 * random.nextGaussian()),
            (float) (10 * common + 5 * random.nextGaussian())
          });
    }
    Whitening whitening = fit(errors);

    double first = 0;
    double second = 0;
    double product = 0;
    for (float[] error : errors) {
      double[] white = whitening.apply(new double[] {error[0], error[1]});
      first += white[0] * white[0] / WINDOWS;
      second += white[1] * white[1] / WINDOWS;
      product += white[0] * white[1] / WINDOWS;
    }
    assertThat(first).isCloseTo(1, within(0.08));
    assertThat(second).isCloseTo(1, within(0.08));
    assertThat(product).isCloseTo(0, within(0.08));
  }

  @Test
  void addsUpToTheMahalanobisDistanceOfUncorrelatedErrors() {
    Random random = new Random(6);
    List<float[]> errors = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      errors.add(new float[] {(float) random.nextGaussian(), (float) (2 * random.nextGaussian())});
    }

    double[] white = fit(errors).apply(new double[] {3, 8});

    assertThat(white[0] * white[0]).isCloseTo(9, within(1.0));
    assertThat(white[1] * white[1]).isCloseTo(16, within(1.6));
  }

  @Test
  void survivesAFeatureThatIsReconstructedPerfectly() {
    Random random = new Random(7);
    List<float[]> errors = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      errors.add(new float[] {(float) random.nextGaussian(), 0});
    }

    assertThat(fit(errors).matrix()).doesNotContain(Float.NaN, Float.POSITIVE_INFINITY);
  }

  private static Whitening fit(List<float[]> errors) {
    WindowSet zeros =
        new WindowSet(1, 2, errors.stream().map(error -> new float[error.length]).toList());
    return Whitening.fit(new WindowSet(1, 2, errors), zeros);
  }
}
