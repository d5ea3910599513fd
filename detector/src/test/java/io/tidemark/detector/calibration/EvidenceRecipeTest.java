package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule is, step by step, that of the study's reference: written again here, in its words. */
class EvidenceRecipeTest {
  private static final int WINDOWS = 5000;
  private static final int TICK_MILLIS = 9_000;

  /** Of the average; the study's is 50. */
  private static final int DEPTH = 30;

  @ParameterizedTest
  @ValueSource(doubles = {5, 10, 20, 30})
  void everyStepIsTheReferences(double bar) {
    int opened = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[] levels = levels(random, 30 + random.nextInt(400) + WINDOWS);
      double[] warmUp = Arrays.copyOf(levels, levels.length - WINDOWS);
      KeyEvidence evidence = KeyEvidence.of(warmUp);
      Reference reference = new Reference(warmUp);
      for (int i = warmUp.length; i < levels.length; i++) {
        boolean before = reference.open;
        reference.tick(levels[i], bar);
        boolean open = evidence.add(levels[i], true, bar, 1, (long) i * TICK_MILLIS);
        assertThat(open).as("seed %d, window %d", seed, i).isEqualTo(reference.open);
        assertThat(evidence.tail().average()).isCloseTo(reference.av, within(1e-9));
        assertThat(evidence.tail().edge()).isCloseTo(reference.q, within(1e-9));
        assertThat(evidence.tail().scale()).isCloseTo(reference.b, within(1e-9));
        if (open && before) {
          // Goes on growing, for people to see; the reference keeps what opened the incident.
          assertThat(evidence.evidence()).isGreaterThanOrEqualTo(reference.s - 1e-9);
        } else {
          assertThat(evidence.evidence()).isCloseTo(reference.s, within(1e-9));
        }
        opened += open && !before ? 1 : 0;
      }
    }
    assertThat(opened).isGreaterThan(50);
  }

  /** Levels with a memory that drift, of keys of all kinds, with faults short and long. */
  private static double[] levels(Random random, int count) {
    double[] levels = new double[count];
    double memory = random.nextDouble();
    double size = 0.05 + 0.5 * random.nextDouble();
    double state = 0;
    double fault = 0;
    int left = 0;
    for (int i = 0; i < count; i++) {
      state = memory * state + Math.sqrt(1 - memory * memory) * random.nextGaussian();
      if (left == 0 && random.nextInt(150) == 0) {
        left = 1 + random.nextInt(80);
        fault = 4 * random.nextDouble();
      }
      left = Math.max(0, left - 1);
      levels[i] = Math.abs(0.6 + size * state) + (left > 0 ? fault : 0) + 0.3 * i / count;
    }
    return levels;
  }

  private static final class Reference {
    private double av;
    private int n;
    private double q;
    private double b;
    private final double q0;
    private final double b0;
    private double s;
    private double boost;
    private boolean open;
    private int calm;
    private double before;
    private double worst;
    private int heldFor;

    Reference(double[] x) {
      av = x[0];
      double[] d = new double[x.length];
      for (int i = 0; i < d.length; i++) {
        d[i] = x[i] - av;
        n = Math.min(n + 1, DEPTH);
        av += d[i] / n;
      }
      q = Math.max(quantile(d, 0.9), 0.01);
      double sum = 0;
      int over = 0;
      for (double distance : d) {
        if (distance > q) {
          sum += distance - q;
          over++;
        }
      }
      b = Math.max((sum + 10 * 0.15) / (over + 10), 0.05);
      q0 = q;
      b0 = b;
    }

    private static double quantile(double[] values, double p) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      double at = p * (sorted.length - 1);
      int low = (int) at;
      int high = Math.min(low + 1, sorted.length - 1);
      return sorted[low] * (1 - (at - low)) + sorted[high] * (at - low);
    }

    void tick(double l, double bar) {
      double d = l - av;
      double ev = (d - q) / b;
      if (!open) {
        s = Math.max(0, s + ev / (1 + boost) - 1);
        if (s >= bar) {
          open = true;
          calm = 0;
          before = av + q;
          worst = l - before;
          heldFor = 0;
          boost += 0.25;
        } else {
          q = Math.max(q + 0.01 * b0 * ((d > q ? 1 : 0) - (1 - 0.9)), 0.3 * q0);
          if (d > q) {
            b = Math.max(b + 0.01 * (Math.min(d - q, 5 * b0) - b), 0.3 * b0);
          }
        }
      } else {
        // Beyond the reference: still abnormal, for up to an hour of 400 windows.
        heldFor++;
        worst = Math.max(worst, l - before);
        boolean held = heldFor < 400 && l - before > 3 * b && l - before > 0.25 * worst;
        calm = ev <= 1 && !held ? calm + 1 : 0;
        if (calm >= 3) {
          open = false;
          s = 0;
        }
      }
      boost -= boost / 3000;
      n = Math.min(n + 1, DEPTH);
      av += d / n;
    }
  }
}
