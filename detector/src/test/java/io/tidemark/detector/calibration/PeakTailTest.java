package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeakTailTest {

  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0, 0.3})
  void findsTheDistributionThatExcessesWereDrawnFrom(double shape) {
    Random random = new Random(1);
    double[] excesses = new double[20_000];
    GeneralisedPareto truth = new GeneralisedPareto(shape, 2);
    Arrays.setAll(excesses, i -> truth.excess(1 - random.nextDouble()));
    GeneralisedPareto found = Objects.requireNonNull(GeneralisedPareto.fit(excesses));
    assertThat(found.shape()).isCloseTo(shape, within(0.05));
    assertThat(found.scale()).isCloseTo(2, within(0.1));
    assertThat(found.excess(1e-4)).isCloseTo(truth.excess(1e-4), within(0.2 * truth.excess(1e-4)));
  }

  @Test
  void refusesWhatSaysNothingOfATail() {
    assertThat(GeneralisedPareto.fit(new double[] {1, 2, 3})).isNull();
    double[] equal = new double[50];
    Arrays.fill(equal, 3);
    assertThat(GeneralisedPareto.fit(equal)).isNull();
    double[] twoHeaps = new double[50];
    Arrays.setAll(twoHeaps, i -> i < 48 ? 1e-6 * (i + 1) : 1e6);
    assertThat(GeneralisedPareto.fit(twoHeaps)).isNull();
  }

  @Test
  void fallsBackToTheQuantileOfThePeaksThemselves() {
    double[] twoHeaps = new double[500];
    Arrays.setAll(twoHeaps, i -> i % 100 == 0 ? 100 + i : 1);
    assertThat(PeakTail.of(twoHeaps, 0.9, 0, 1e-4).limit()).isBetween(490.0, 500.0);
    double[] still = new double[500];
    Arrays.fill(still, 2);
    assertThat(PeakTail.of(still, 0.9, 0, 1e-4).limit()).isEqualTo(2);
  }

  @Test
  void fallsBackToTheQuantileThatTheRiskLeavesWhateverTheOrderOfThePeaks() {
    double[] scores = new double[500]; // one in a hundred is a peak, and the risk half of that
    Arrays.setAll(scores, i -> i % 100 == 0 ? 500 - i : 1);
    assertThat(PeakTail.of(scores, 0.9, 0, 0.005).limit()).isCloseTo(300, within(1e-3));
    assertThat(PeakTail.of(scores, 0.9, 0, 0.01).limit()).isCloseTo(100, within(1e-3));
  }

  @Test
  void theLocalMeanTakesAFallThatStaysForNormal() {
    double[] falling = new double[40];
    Arrays.setAll(falling, i -> 100 - i);
    assertThat(PeakTail.of(falling, 0.9, 10, 1e-4).limit()).isCloseTo(60, within(1e-3));
  }

  @Test
  void keepsTheModelsLimitUntilThereAreTenPeaks() {
    PeakTail tail = PeakTail.of(1, 50, 0);
    assertThat(tail.limit()).isEqualTo(50);
    for (int peak = 1; peak < 10; peak++) {
      tail.learn(0.5, 0.01);
      tail.learn(1 + peak, 0.01);
      assertThat(tail.limit()).isEqualTo(50);
    }
    tail.learn(11, 0.01);
    assertThat(tail.limit()).isBetween(11.0, 49.0);
    double before = tail.limit();
    tail.learn(30, 0.01);
    assertThat(tail.limit()).isGreaterThan(before);
  }

  @Test
  void withoutALocalMeanEveryPeakMakesTheLimitAnew() {
    Random random = new Random(7);
    double[] warmUp = new double[1000];
    Arrays.setAll(warmUp, i -> next(random, true));
    PeakTail tail = PeakTail.of(warmUp, 0.9, 0, 1e-3);
    double before = tail.limit();
    tail.learn(before * 0.01, 1e-3);
    assertThat(tail.limit()).isEqualTo(before);
    tail.learn(before, 1e-3);
    assertThat(tail.limit()).isGreaterThan(before);
  }

  @Test
  void believesInATailAsHeavyAsItIsAndInNoneLighterThanExponential() {
    double risk = 1e-4;
    GeneralisedPareto heavy = new GeneralisedPareto(0.3, 1);
    assertThat(drawn(heavy, risk).limit())
        .isCloseTo(heavy.excess(risk), within(0.2 * heavy.excess(risk)));
    GeneralisedPareto light = new GeneralisedPareto(-0.3, 1);
    // Of the light one's excesses over its 90 % quantile the mean is scale / (1 - shape) there.
    double start = light.excess(0.1);
    double exponential = start + (1 - 0.3 * start) / 1.3 * Math.log(0.1 / risk);
    assertThat(drawn(light, risk).limit())
        .isGreaterThan(light.excess(risk))
        .isCloseTo(exponential, within(0.1 * exponential));
  }

  /** Of scores that are spread evenly over the distribution, so that chance has no part. */
  private static PeakTail drawn(GeneralisedPareto distribution, double risk) {
    int n = 2000; // a tenth of them are peaks: as many as it keeps
    double[] scores = new double[n];
    Arrays.setAll(scores, i -> distribution.excess((i + 0.5) / n));
    return PeakTail.of(scores, 0.9, 0, risk);
  }

  @Test
  void isOfItsOwnMethodAndDepthOnly() {
    PeakTail tail = PeakTail.of(1, 2, 10);
    assertThat(PeakTail.is(tail, 10)).isTrue();
    assertThat(PeakTail.is(tail, 0)).isFalse();
    assertThat(PeakTail.is(DriftTail.of(1, 2, 10), 10)).isFalse();
    assertThat(PeakTail.is(null, 10)).isFalse();
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"0, true", "20, true", "0, false", "20, false"})
  void passesTheThresholdAboutAsOftenAsTheRiskSays(int depth, boolean exponential) {
    double risk = 1e-3;
    int above = 0;
    for (int key = 0; key < 50; key++) {
      Random random = new Random(key);
      double[] warmUp = new double[1000];
      Arrays.setAll(warmUp, i -> next(random, exponential));
      PeakTail tail = PeakTail.of(warmUp, 0.9, depth, risk);
      for (int i = 0; i < 4000; i++) {
        double score = next(random, exponential);
        if (score > tail.limit()) {
          above++;
        } else {
          tail.learn(score, risk);
        }
      }
    }
    // Tails lighter than exponential ones are taken for exponential.
    assertThat(above / (50.0 * 4000)).isBetween(exponential ? risk / 2 : risk / 10, risk * 2);
  }

  private static double next(Random random, boolean exponential) {
    return exponential ? -Math.log(1 - random.nextDouble()) : random.nextGaussian();
  }

  @Test
  void theLocalMeanFollowsScoresThatDrift() {
    Random random = new Random(3);
    double[] warmUp = new double[1000];
    Arrays.setAll(warmUp, i -> i * 0.01 + random.nextGaussian());
    PeakTail tail = PeakTail.of(warmUp, 0.9, 20, 1e-4);
    for (int i = 1000; i < 5000; i++) {
      double score = i * 0.01 + random.nextGaussian();
      assertThat(score).isLessThan(tail.limit() + 1);
      tail.learn(score, 1e-4);
    }
    assertThat(tail.limit()).isBetween(50.0, 60.0);
  }

  @Test
  void survivesItsBinaryForm() throws IOException {
    Random random = new Random(5);
    double[] warmUp = new double[400];
    Arrays.setAll(warmUp, i -> random.nextGaussian());
    PeakTail tail = PeakTail.of(warmUp, 0.9, 10, 1e-4);
    PeakTail other = tail;
    int bytes = 0;
    for (int i = 0; i < 5000; i++) {
      double score = random.nextGaussian();
      tail.learn(score, 1e-4);
      other.learn(score, 1e-4);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      other.write(new DataOutputStream(out));
      bytes = out.size();
      other = PeakTail.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
      assertThat(other.limit()).isEqualTo(tail.limit());
    }
    assertThat(bytes).isLessThan(900);
  }
}
