package io.tidemark.lab.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.export.window.WindowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Of windows of 30 ticks of two features that rise and fall together. */
class BaselineTest {
  private static final int LENGTH = 30;
  private static final int FEATURES = 2;

  private final WindowSet normal = normal();

  @Test
  void aWindowFromElsewhereScoresHigherThanNormalOnes() {
    for (Baseline baseline : all()) {
      double[] scores = baseline.scores(normal);
      Arrays.sort(scores);
      float[] far = normal.values().get(0).clone();
      Arrays.fill(far, far.length - 20 * FEATURES, far.length, 9);

      assertThat(baseline.score("k", false, far))
          .as(baseline.name())
          .isGreaterThan(scores[scores.length - 1]);
    }
  }

  @Test
  void patchesOfAnUnusualShapeStandOutThoughEachTickIsUsual() {
    float[] still = new float[LENGTH * FEATURES]; // every wave passes zero, but goes on
    double[] clusters = new PatchClusters(normal, 7).scores(normal);
    double[] ticks = new LargestDeviation(FEATURES).scores(normal);

    assertThat(new PatchClusters(normal, 7).score("k", false, still))
        .isGreaterThan(Arrays.stream(clusters).max().orElseThrow());
    assertThat(new LargestDeviation(FEATURES).score("k", false, still))
        .isLessThan(Arrays.stream(ticks).max().orElseThrow());
  }

  @Test
  void theSameSeedGivesTheSameScores() {
    assertThat(new PatchClusters(normal, 7).scores(normal))
        .isEqualTo(new PatchClusters(normal, 7).scores(normal));
    assertThat(new CutForest(normal, 7).scores(normal))
        .isEqualTo(new CutForest(normal, 7).scores(normal));
  }

  @Test
  void aStreamingForestGetsUsedToWhatStaysAndAFrozenOneDoesNot() {
    float[] far = new float[LENGTH * FEATURES];
    Arrays.fill(far, 5);
    CutForest streaming = new CutForest(normal, 7, true);
    CutForest frozen = new CutForest(normal, 7);
    double first = streaming.score("k", false, far);
    double atRest = frozen.score("k", false, far);
    double latest = first;
    for (int i = 0; i < 300; i++) {
      latest = streaming.score("k", false, far);
      assertThat(frozen.score("k", false, far)).isEqualTo(atRest);
    }

    assertThat(latest).isLessThan(first / 2);
    assertThat(streaming.score("another", false, far)).isEqualTo(first);
  }

  private List<Baseline> all() {
    return List.of(
        new LargestDeviation(FEATURES),
        new PrincipalComponents(normal),
        new PatchClusters(normal, 7),
        new CutForest(normal, 7),
        new CutForest(normal, 7, true));
  }

  private static WindowSet normal() {
    Random random = new Random(3);
    List<float[]> windows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      float[] window = new float[LENGTH * FEATURES];
      for (int t = 0; t < LENGTH; t++) {
        double wave = Math.sin((i + t) / 2.0);
        window[t * FEATURES] = (float) (wave + 0.05 * random.nextGaussian());
        window[t * FEATURES + 1] = (float) (wave + 0.05 * random.nextGaussian());
      }
      windows.add(window);
    }
    return new WindowSet(LENGTH, FEATURES, windows);
  }
}
